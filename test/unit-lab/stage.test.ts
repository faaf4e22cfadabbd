import { describe, expect, test } from "vitest";
import { indexTrace } from "../../lab/src/stage/trace/index-trace.ts";
import { stageAt, type StageView } from "../../lab/src/stage/stage.ts";
import { ACK_WAIT, HOP, shop, TraceBuilder } from "./trace-builder.ts";

const queue = (stage: StageView) => stage.queues[0];
const worker = (stage: StageView, name = "worker-1") => stage.workers.find((candidate) => candidate.name === name);
const tokens = (stage: StageView) =>
  stage.tokens.map(({ kind, from, to, progress }) => `${kind} ${from}→${to} ${progress}`);

describe("one job's way through", () => {
  const index = new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .sends(100, "order-1", 1)
    .delivers(300, "worker-1", "order-1", 1)
    .acks(600, "worker-1", "order-1", 1)
    .index();
  const at = (ms: number) => stageAt(index, ms);

  test("travels to the queue in one hop, and is counted there from its arrival on", () => {
    expect(tokens(at(150))).toEqual(["job producer:shop→queue:orders 0.5"]);
    expect(queue(at(199))?.depth).toBe(0);
    expect(queue(at(200))).toMatchObject({ depth: 1, waiting: 0, inFlight: 1, oldestAgeMs: 0 });
  });

  test("travels on to the worker, who holds it until the ack is confirmed", () => {
    expect(tokens(at(275))).toEqual(["job queue:orders→worker:worker-1 0.75"]);
    expect(worker(at(299))).toMatchObject({ state: "idle", holding: [] });
    expect(worker(at(400))).toMatchObject({
      state: "working",
      runs: 1,
      done: 0,
      holding: [
        {
          job: "order-1",
          attempt: 1,
          state: "running",
          deadline: 300 + ACK_WAIT,
          remainingMs: 900,
          remainingShare: 0.9,
          runningForMs: 100,
        },
      ],
    });
    expect(worker(at(650))?.holding[0]?.state).toBe("acking");
    expect(worker(at(800))).toMatchObject({ state: "idle", holding: [], done: 1 });
  });

  test("leaves the queue when the ack arrives there, before the worker knows", () => {
    expect(tokens(at(650))).toEqual(["ack worker:worker-1→queue:orders 0.5"]);
    expect(queue(at(699))?.depth).toBe(1);
    expect(queue(at(700))).toMatchObject({ depth: 0, oldestAgeMs: null });
  });

  test("the producer has sent one of three", () => {
    expect(at(99).producers).toMatchObject([{ sent: 0, total: 3, finished: false }]);
    expect(at(100).producers).toMatchObject([{ sent: 1, total: 3, finished: false }]);
  });

  test("a worker that has not come up yet is starting", () => {
    expect(worker(at(400), "worker-2")).toMatchObject({ state: "starting", incarnation: 0 });
  });
});

describe("a crash and the return", () => {
  const index = new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .starts(0, "worker-2", "worker")
    .sends(100, "order-1", 1)
    .delivers(300, "worker-1", "order-1", 1)
    .crashes(500, "worker-1")
    .starts(900, "worker-1", "worker", 2)
    .delivers(1_500, "worker-2", "order-1", 1, 2)
    .acks(1_800, "worker-2", "order-1", 1, 2)
    .index();
  const at = (ms: number) => stageAt(index, ms);

  test("the dead worker's job is in flight and held until its deadline", () => {
    expect(worker(at(600))).toMatchObject({
      state: "crashed",
      crashedAt: 500,
      holding: [],
      heldByTheDead: [{ job: "order-1", until: 1_300, remainingMs: 700 }],
    });
    expect(queue(at(600))).toMatchObject({ depth: 1, waiting: 0, inFlight: 1, inFlightJobs: ["order-1"] });
  });

  test("a new incarnation holds nothing; what the old one held is still locked", () => {
    expect(worker(at(1_000))).toMatchObject({
      state: "idle",
      incarnation: 2,
      crashedAt: null,
      heldByTheDead: [{ job: "order-1" }],
    });
  });

  test("when the deadline has passed it waits for whoever asks", () => {
    expect(queue(at(1_350))).toMatchObject({ waiting: 1, inFlight: 0, waitingJobs: ["order-1"], inFlightJobs: [] });
    expect(worker(at(1_350))?.heldByTheDead).toEqual([]);
    expect(tokens(at(1_450))).toEqual(["job queue:orders→worker:worker-2 0.5"]);
    expect(queue(at(1_450))).toMatchObject({ waiting: 0, inFlight: 1 });
  });

  test("the second delivery shows as attempt 2, and it does not repeat anything", () => {
    expect(at(1_450).tokens[0]).toMatchObject({ attempt: 2, duplicate: false, reverse: false });
    expect(queue(at(2_000))?.depth).toBe(0);
  });
});

describe("failures", () => {
  const delivery = { queue: "orders", job: "order-1", streamSequence: 1 };
  const trace = new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .sends(100, "order-1", 1)
    .delivers(300, "worker-1", "order-1", 1);
  trace.add(400, "worker-1", { type: "job-failed", ...delivery, attempt: 1, error: "no" });
  trace.add(400, "worker-1", { type: "job-nacked", ...delivery, attempt: 1, delayMs: 500, reason: "failed" });
  trace.delivers(1_200, "worker-1", "order-1", 1, 2);
  const failed = trace.add(1_300, "worker-1", { type: "job-failed", ...delivery, attempt: 2, error: "no" });
  const dead = {
    type: "job-dead-lettered",
    ...delivery,
    attempt: 2,
    reason: "no",
    deadLetters: "orders-dead",
    deadLetterSequence: 1,
  } as const;
  trace.add(1_500, "worker-1", dead, { cause: failed });
  trace.add(1_700, "worker-1", { type: "job-acked", ...delivery, attempt: 2 });
  const index = trace.index(shop({ faults: [{ kind: "poison", job: "order-1" }] }));
  const at = (ms: number) => stageAt(index, ms);

  test("a nak travels back, and the queue holds the job back for its delay", () => {
    expect(tokens(at(450))).toEqual(["nak worker:worker-1→queue:orders 0.5"]);
    expect(at(450).tokens[0]).toMatchObject({ reverse: true, edge: "queue:orders>worker:worker-1", poison: true });
    expect(queue(at(600))).toMatchObject({ depth: 1, delayed: 1, delayedJobs: [{ job: "order-1", until: 1_000 }] });
    expect(queue(at(1_050))).toMatchObject({ delayed: 0, waiting: 1 });
  });

  test("the dead letter travels to its dead-letter queue, one hop before its confirmation, and then the job leaves its queue", () => {
    expect(tokens(at(1_350))).toEqual(["dead-letter worker:worker-1→dead-letters:orders 0.5"]);
    expect(worker(at(1_350))?.holding[0]?.state).toBe("dead-lettering");
    expect(queue(at(1_399))?.deadLetters.count).toBe(0);
    expect(queue(at(1_400))?.deadLetters).toMatchObject({ count: 1, jobs: ["order-1"] });
    expect(tokens(at(1_550))).toEqual(["ack worker:worker-1→queue:orders 0.5"]);
    expect(queue(at(1_600))?.depth).toBe(0);
    expect(worker(at(1_800))?.done).toBe(0);
  });
});

describe("money", () => {
  const trace = new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .sends(100, "order-1", 1)
    .delivers(300, "worker-1", "order-1", 1);
  const charge = { effect: "charge", job: "order-1", amountCents: 2_000 } as const;
  trace.add(400, "outside", { type: "effect-applied", ...charge, key: null }, { cause: "worker-1/1/3" });
  trace.crashes(450, "worker-1").starts(900, "worker-1", "worker", 2).delivers(1_300, "worker-1", "order-1", 1, 2, 2);
  trace.add(1_500, "outside", { type: "effect-applied", ...charge, key: null }, { cause: "worker-1/2/2" });
  const index = trace.index();
  const at = (ms: number) => stageAt(index, ms);

  test("what is owed counts from the job's arrival, what is paid from each charge", () => {
    expect(at(150).ledger).toMatchObject({ expected: { effects: 0, cents: 0 }, actual: { cents: 0 } });
    expect(at(400).ledger).toMatchObject({
      expected: { effects: 1, cents: 2_000 },
      actual: { effects: 1, cents: 2_000 },
      chargedTwice: [],
    });
    expect(at(1_500).ledger).toMatchObject({
      expected: { cents: 2_000 },
      actual: { effects: 2, cents: 4_000 },
      chargedTwice: ["order-1"],
    });
  });

  test("the charge travels out and its answer back; the second one is a duplicate", () => {
    expect(tokens(at(350))).toEqual(["effect worker:worker-1→outside 0.5"]);
    expect(at(425).tokens).toMatchObject([
      { kind: "reply", from: "outside", attempt: 1, duplicate: false, edge: "worker:worker-1>outside" },
    ]);
    expect(at(1_450).tokens).toMatchObject([{ kind: "effect", attempt: 2, duplicate: true }]);
  });

  test("giving out a job that had its effect already is a duplicate too", () => {
    expect(at(1_250).tokens).toMatchObject([{ kind: "job", attempt: 2, duplicate: true }]);
  });

  test("without a handler that charges there is no ledger and no world", () => {
    const work = shop({ workers: [{ name: "worker", queue: "orders", handler: { kind: "work", serviceMs: 1 } }] });
    const plain = new TraceBuilder().index(work);
    expect(stageAt(plain, 0).ledger).toBeNull();
    expect(plain.topology.nodes.map(({ id }) => id)).toEqual([
      "producer:shop",
      "queue:orders",
      "worker:worker-1",
      "dead-letters:orders",
    ]);
  });
});

test("a send that the queue knows already is a duplicate and adds nothing", () => {
  const trace = new TraceBuilder().sends(0, "order-1", 1);
  const cause = trace.add(500, "shop", { type: "job-sent", queue: "orders", job: "order-1", payload: null });
  trace.add(
    500 + 2 * HOP,
    "shop",
    { type: "job-deduplicated", queue: "orders", job: "order-1", streamSequence: 1 },
    { cause },
  );
  const index = trace.index();
  expect(stageAt(index, 550).tokens).toMatchObject([{ kind: "job", duplicate: true, progress: 0.5 }]);
  expect(queue(stageAt(index, 700))?.depth).toBe(1);
});

test("on a real server tokens are drawn for a short fixed time, whatever the scenario's hop", () => {
  const trace = new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .sends(100, "order-1", 1)
    .delivers(300, "worker-1", "order-1", 1);
  const { hopMs, hops } = indexTrace({ scenario: shop(), broker: "nats", events: trace.events });
  expect(hopMs).toBe(40);
  expect(hops.at(139)).toHaveLength(1);
  expect(hops.at(140)).toHaveLength(0);
});
