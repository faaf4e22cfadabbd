import { describe, expect, test } from "vitest";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { queueSpansOf } from "../../lab/src/stage/queue/spans.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { ACK_WAIT, TraceBuilder } from "./trace-builder.ts";

const spans = (trace: TraceBuilder) =>
  trace
    .index()
    .messages.flatMap(queueSpansOf)
    .map(({ state, from, to }) => `${state} ${from}–${to}`);
const delivery = { queue: "orders", job: "order-1", streamSequence: 1, attempt: 1 };

describe("what only the queue could know", () => {
  test("M1: a delivery that beats the sender's confirmation moves the arrival, never the delivery", () => {
    const trace = new TraceBuilder().sends(100, "order-1", 1).delivers(180, "worker-1", "order-1", 1);
    const [message] = trace.index().messages;
    expect(message).toMatchObject({ arrivedAt: 180, deliveries: [{ leftQueueAt: 180 }] });
  });

  test("M4: an ack on the wire arrives although its sender dies meanwhile", () => {
    const trace = new TraceBuilder()
      .starts(0, "worker-1", "worker")
      .sends(100, "order-1", 1)
      .delivers(300, "worker-1", "order-1", 1);
    trace.add(500, "worker-1", { type: "job-ack-sent", ...delivery });
    trace.crashes(550, "worker-1");
    expect(spans(trace)).toEqual(["in-flight 200–600"]);
    expect(trace.index().hops.at(590)).toHaveLength(1);
  });

  test("M2: a later delivery proves that the ack was lost, and the passport says so", () => {
    const trace = new TraceBuilder()
      .starts(0, "worker-1", "worker")
      .sends(100, "order-1", 1)
      .delivers(300, "worker-1", "order-1", 1);
    trace.add(500, "worker-1", { type: "job-ack-sent", ...delivery });
    trace.crashes(550, "worker-1").delivers(1_400, "worker-2", "order-1", 1, 2);
    expect(spans(trace)).toEqual(["in-flight 200–1300", "in-flight 1300–2400", "waiting 2400–Infinity"]);
    expect(trace.index().hops.at(540)).toHaveLength(1);
    expect(trace.index().hops.at(560)).toEqual([]);
    expect(jobLife(trace.index(), "order-1").map(({ text }) => text)).toContain("its ack never reached the queue");
  });

  test("a mover that the scenario kills before the dead letter's ack leaves the job in its queue", () => {
    const trace = new TraceBuilder()
      .starts(0, "worker-1", "worker")
      .sends(100, "order-1", 1)
      .delivers(300, "worker-1", "order-1", 1);
    const dead = { reason: "no", deadLetters: "orders-dead", deadLetterSequence: 1 };
    trace.add(600, "worker-1", { type: "job-dead-lettered", ...delivery, ...dead });
    trace.crashes(600, "worker-1");
    expect(spans(trace)).toEqual(["in-flight 200–1300", "waiting 1300–Infinity"]);
    trace.delivers(1_500, "worker-2", "order-1", 1, 2);
    trace.add(1_800, "worker-2", { type: "job-dead-lettered", ...delivery, ...dead, attempt: 2 });
    trace.add(2_000, "worker-2", { type: "job-acked", ...delivery, attempt: 2 });
    expect(stageAt(trace.index(), 2_500).queues[0]).toMatchObject({
      depth: 0,
      deadLetters: { count: 1, jobs: ["order-1"] },
    });
  });

  test("M3: a move to the dead letters arrives although its mover dies before it is confirmed, and counts once", () => {
    const trace = new TraceBuilder()
      .starts(0, "worker-1", "worker")
      .sends(100, "order-1", 1)
      .delivers(300, "worker-1", "order-1", 1);
    trace.add(500, "worker-1", { type: "job-failed", ...delivery, error: "no" });
    trace.crashes(550, "worker-1");
    expect(stageAt(trace.index(), 540).tokens).toMatchObject([{ kind: "dead-letter" }]);
    const dead = { reason: "no", deadLetters: "orders-dead", deadLetterSequence: 1 };
    trace.delivers(1_500, "worker-2", "order-1", 1, 2);
    trace.add(1_800, "worker-2", { type: "job-dead-lettered", ...delivery, ...dead, attempt: 2 });
    expect(stageAt(trace.index(), 599).queues[0]?.deadLetters.count).toBe(0);
    expect(stageAt(trace.index(), 600).queues[0]?.deadLetters.count).toBe(1);
    expect(stageAt(trace.index(), 2_000).queues[0]?.deadLetters.count).toBe(1);
    expect(jobLife(trace.index(), "order-1").map(({ text }) => text)).toContain(
      "stored in the dead-letter queue, although its worker crashed before the confirmation",
    );
  });

  test("a late ack deletes the job while another worker is at it", () => {
    const trace = new TraceBuilder().sends(100, "order-1", 1).delivers(300, "worker-1", "order-1", 1);
    trace.delivers(1_400, "worker-2", "order-1", 1, 2).acks(1_600, "worker-1", "order-1", 1);
    expect(spans(trace)).toEqual(["in-flight 200–1300", "in-flight 1300–1700"]);
  });

  test("a gap in the delivery numbers is a delivery that nobody recorded", () => {
    const trace = new TraceBuilder()
      .sends(100, "order-1", 1)
      .delivers(1_600, "worker-1", "order-1", 1, 2)
      .acks(1_700, "worker-1", "order-1", 1, 2);
    expect(trace.index().messages[0]?.unseen).toEqual([{ attempt: 1, from: 1_500 - ACK_WAIT, to: 1_500 }]);
    expect(spans(trace)).toEqual(["waiting 200–500", "in-flight 500–1500", "in-flight 1500–1800"]);
  });

  test("a job stored twice is two messages", () => {
    const trace = new TraceBuilder().sends(0, "order-1", 1).sends(500, "order-1", 2);
    expect(trace.index().messages.map(({ streamSequence, arrivedAt }) => [streamSequence, arrivedAt])).toEqual([
      [1, 100],
      [2, 600],
    ]);
  });

  test("a graceful stop hands back: the job waits again at once", () => {
    const trace = new TraceBuilder().starts(0, "worker-1", "worker").sends(100, "order-1", 1);
    trace.add(300, "worker-1", { type: "job-delivered", ...delivery, deadline: 1_300 });
    trace.add(400, "worker-1", { type: "job-nacked", ...delivery, delayMs: 0, reason: "handed-back" });
    expect(spans(trace)).toEqual(["in-flight 200–500", "waiting 500–Infinity"]);
  });
});
