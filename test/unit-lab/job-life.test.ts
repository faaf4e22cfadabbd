import { describe, expect, test } from "vitest";
import { rowOf } from "../../lab/src/panels/events/event-rows.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { marks } from "../../lab/src/panels/time-machine/marks.ts";
import { idleUntil, nextMoment, previousMoment, seqAt } from "../../lab/src/stage/trace/moments.ts";
import { TraceBuilder } from "./trace-builder.ts";

const comeback = () =>
  new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .starts(0, "worker-2", "worker")
    .sends(100, "order-1", 1)
    .delivers(300, "worker-1", "order-1", 1)
    .crashes(500, "worker-1")
    .delivers(1_400, "worker-2", "order-1", 1, 2)
    .acks(1_800, "worker-2", "order-1", 1, 2)
    .index();

describe("jobLife", () => {
  test("a crash and a return, in the learner's words first", () => {
    const lines = jobLife(comeback(), "order-1").map(
      ({ time, text, system, derived }) => `${time}${derived ? " ~" : ""} ${text} (${system})`,
    );
    expect(lines).toEqual([
      "00:00.100 sent by shop (published to orders)",
      "00:00.200 ~ stored in orders (stream sequence 1)",
      "00:00.300 its sender knows that it is safe (publish acknowledged, stream sequence 1)",
      "00:00.300 delivered to worker-1 (delivery 1, ackWait until 00:01.300)",
      "00:00.300 worker-1 began to work on it (run 1)",
      "00:00.500 worker-1 crashed while it worked on it (held until 00:01.300)",
      "00:01.300 ~ no ack for 1 s: another worker can take it (visibility timeout (ackWait) passed)",
      "00:01.400 came back after 1.1 s: delivered to worker-2 (ackWait passed, delivery 2, ackWait until 00:02.400)",
      "00:01.400 worker-2 began to work on it (run 2)",
      "00:01.800 worker-2 finished it (ack sent)",
      "00:02.000 done: deleted from orders (ack confirmed)",
    ]);
  });

  test("every step names the events that it rests on", () => {
    const index = comeback();
    const known = new Set(index.events.map(({ id }) => id));
    for (const step of jobLife(index, "order-1")) {
      expect(step.eventIds.length).toBeGreaterThan(0);
      expect(step.eventIds.every((id) => known.has(id))).toBe(true);
    }
  });

  test("a second charge says so", () => {
    const trace = new TraceBuilder();
    const charge = { effect: "charge", job: "order-1", amountCents: 2_000 } as const;
    trace.add(10, "outside", { type: "effect-applied", ...charge, key: null }, { cause: "worker-1/1/1" });
    trace.add(20, "outside", { type: "effect-applied", ...charge, key: null }, { cause: "worker-2/1/1" });
    trace.add(30, "outside", { type: "effect-deduplicated", ...charge, key: "order-1" }, { cause: "worker-2/1/1" });
    const steps = jobLife(trace.index(), "order-1");
    expect(steps.map(({ text, tone, actor }) => [text, tone, actor])).toEqual([
      ["customer charged €20", "work", "worker-1"],
      ["customer charged €20 again: charge number 2", "bad", "worker-2"],
      ["duplicate charge recognized: the customer was not charged again", "good", "worker-2"],
    ]);
  });

  test("a worker that is slow and not dead loses its claim as well", () => {
    const index = new TraceBuilder()
      .sends(0, "order-1", 1)
      .delivers(200, "worker-1", "order-1", 1)
      .delivers(1_300, "worker-2", "order-1", 1, 2)
      .index();
    expect(jobLife(index, "order-1").map(({ text }) => text)).toContain(
      "worker-1 still has it after 1 s, but another worker can take it",
    );
  });

  test("nothing is known of a job that is not in the run", () => {
    expect(jobLife(comeback(), "order-9")).toEqual([]);
  });
});

test("the event table has a row an event, in the trace's order", () => {
  const index = comeback();
  const rows = index.events.map((event) => rowOf(index, event));
  expect(rows.map(({ seq }) => seq)).toEqual(index.events.map(({ seq }) => seq));
  expect(rows[4]).toMatchObject({
    time: "00:00.300",
    actor: "worker-1",
    type: "job-delivered",
    job: "order-1",
    tone: "work",
  });
});

describe("the time machine", () => {
  test("flags: the crash, the passed timeout, the decisive moment; a fault that is a crash only once", () => {
    const trace = new TraceBuilder()
      .starts(0, "worker-1", "worker")
      .sends(0, "order-1", 1)
      .delivers(200, "worker-1", "order-1", 1);
    const fault = trace.add(300, "worker-1", {
      type: "fault-injected",
      fault: 0,
      what: "crash",
      target: "worker-1",
      job: "order-1",
    });
    trace.add(300, "worker-1", { type: "actor-crashed", role: "worker", by: "fault", detail: "" }, { cause: fault });
    trace.starts(700, "worker-1", "worker", 2).delivers(1_300, "worker-1", "order-1", 1, 2, 2);
    trace.add(1_350, "runner", { type: "intervention-made", action: { kind: "crash", actor: "worker-1" } });
    trace.add(
      1_350,
      "worker-1",
      { type: "actor-crashed", role: "worker", by: "intervention", detail: "" },
      { incarnation: 2 },
    );
    const { flags, ticks } = marks(trace.index());
    expect(flags.map(({ at, kind }) => `${at} ${kind}`)).toEqual([
      "300 crash",
      "700 restart",
      "1200 timeout",
      "1350 intervention",
      "2300 timeout",
    ]);
    expect(ticks.filter(({ kind }) => kind === "delivered")).toHaveLength(2);
  });

  test("next and previous stop at events and passed timeouts, each moment once", () => {
    const index = comeback();
    const forwards: number[] = [];
    for (let at: number | null = -1; (at = nextMoment(index, at)) !== null;) forwards.push(at);
    expect(forwards).toEqual([0, 100, 300, 500, 1_300, 1_400, 1_800, 2_000]);
    const backwards: number[] = [];
    for (let at: number | null = Infinity; (at = previousMoment(index, at)) !== null;) backwards.push(at);
    expect(backwards).toEqual(forwards.toReversed());
  });

  test("idle is where nothing moves and nothing happens", () => {
    const index = comeback();
    expect(idleUntil(index, 150)).toBe(150);
    expect(idleUntil(index, 350)).toBe(500);
    expect(idleUntil(index, 600)).toBe(1_300);
    expect(idleUntil(index, 2_000)).toBe(2_000);
  });

  test("the last event at or before a moment", () => {
    const index = comeback();
    expect([-1, 0, 299, 300].map((at) => seqAt(index, at))).toEqual([0, 2, 3, 6]);
  });
});
