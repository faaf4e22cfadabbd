import { expect, test } from "vitest";
import { measuresOf, type MeasuredSetup } from "../../../../engine/trace/measure/measures.ts";
import { delivery, doneBy, sent, traceOf, type Written } from "../../../support/traces.ts";

const setup = (workers: readonly string[] = ["worker-1"], bound?: number): MeasuredSetup => ({
  workers: new Map(workers.map((name) => [name, "orders"])),
  dropsAbove: new Map(bound === undefined ? [] : [["orders", bound]]),
});
const measured = (events: readonly Written[], ...given: Parameters<typeof setup>) =>
  measuresOf(traceOf(events), setup(...given));
const orders = (events: readonly Written[], ...given: Parameters<typeof setup>) =>
  measured(events, ...given).queues["orders"];
const started = (actor: string, at: number, incarnation = 1): Written => ({
  type: "actor-started",
  role: "worker",
  actor,
  at,
  incarnation,
});

test("one worker, two jobs: the second one waits for the first", () => {
  const { queues, workers } = measured([
    started("worker-1", 0),
    // Stored at 102 and 112; each is delivered at once or when the worker is free, takes 100 ms, and is gone 2 ms later.
    ...sent("order-1", 100),
    ...sent("order-2", 110),
    ...doneBy("worker-1", "order-1", 102),
    ...doneBy("worker-1", "order-2", 204),
  ]);
  expect(queues["orders"]).toEqual({
    done: 2,
    deadLettered: 0,
    // 102 to 204 and 112 to 306: 296 ms of presence in a span of 204 ms.
    depth: { max: 2, mean: 1.45, atEnd: 0 },
    waiting: { count: 2, p50Ms: 0, p95Ms: 92, p99Ms: 92, maxMs: 92 },
    service: { count: 2, p50Ms: 100, p95Ms: 100, p99Ms: 100, maxMs: 100 },
    total: { count: 2, p50Ms: 102, p95Ms: 194, p99Ms: 194, maxMs: 194 },
    throughput: 9.804,
    utilisation: 0.98,
    oldestAgeMs: 194,
  });
  expect(workers).toEqual({
    "worker-1": {
      queue: "orders",
      done: 2,
      depth: { max: 1, mean: 1, atEnd: 0 },
      waiting: { count: 2, p50Ms: 0, p95Ms: 0, p99Ms: 0, maxMs: 0 },
      service: { count: 2, p50Ms: 100, p95Ms: 100, p99Ms: 100, maxMs: 100 },
      total: { count: 2, p50Ms: 102, p95Ms: 102, p99Ms: 102, maxMs: 102 },
      throughput: 9.804,
      utilisation: 0.98,
      oldestAgeMs: 102,
    },
  });
});

test("Little's law: mean depth is throughput times mean total time", () => {
  const found = orders([
    ...sent("order-1", 0),
    ...sent("order-2", 20),
    ...sent("order-3", 400),
    ...doneBy("worker-1", "order-1", 2),
    ...doneBy("worker-1", "order-2", 110),
    ...doneBy("worker-1", "order-3", 500),
  ]);
  const meanTotalMs = (102 + 190 + 200) / 3;
  expect(found?.depth.mean).toBeCloseTo(((found?.throughput ?? 0) * meanTotalMs) / 1_000, 2);
});

test("a crash: the dead run counts as busy and not as a service time, and the job waits for its first run only", () => {
  const first = delivery("order-1", 1);
  const { queues, workers } = measured(
    [
      started("worker-1", 0),
      started("worker-2", 0),
      ...sent("order-1", 0),
      { type: "job-delivered", ...first, deadline: 1_000, actor: "worker-1", at: 2 },
      { type: "job-started", ...first, actor: "worker-1", at: 12 },
      { type: "actor-crashed", role: "worker", by: "fault", detail: "", actor: "worker-1", at: 62 },
      ...doneBy("worker-2", "order-1", 1_002, 2),
    ],
    ["worker-1", "worker-2", "worker-3"],
  );
  expect(queues["orders"]).toMatchObject({
    done: 1,
    waiting: { count: 1, maxMs: 10 },
    service: { count: 1, maxMs: 100 },
    total: { maxMs: 1_102 },
    oldestAgeMs: 1_102,
  });
  // 50 of the 60 ms that worker-1 lived while there was work, and 100 of 1,102.
  expect(workers["worker-1"]).toMatchObject({ done: 0, utilisation: 0.833, service: null, oldestAgeMs: 60 });
  expect(workers["worker-2"]).toMatchObject({ done: 1, utilisation: 0.091 });
  expect(workers["worker-3"]).toMatchObject({ done: 0, utilisation: null, waiting: null, depth: { max: 0 } });
});

test("a failed run is a service time, its retry another; a dead letter is counted and not done", () => {
  const tries = [1, 2].flatMap((attempt): Written[] => {
    const what = delivery("order-1", attempt);
    const at = attempt * 1_000;
    return [
      { type: "job-delivered", ...what, deadline: at + 900, at },
      { type: "job-started", ...what, at },
      { type: "job-failed", ...what, error: "no", at: at + 30 * attempt },
    ];
  });
  const found = orders([
    ...sent("order-1", 0),
    ...tries.slice(0, 3),
    { type: "job-nacked", ...delivery("order-1", 1), delayMs: 900, reason: "failed", at: 1_031 },
    ...tries.slice(3),
    {
      ...{ type: "job-dead-lettered", ...delivery("order-1", 2), reason: "no", deadLetters: "orders-dead" },
      ...{ deadLetterSequence: 1, at: 2_070 },
    },
    { type: "job-acked", ...delivery("order-1", 2), at: 2_072 },
  ]);
  expect(found).toMatchObject({
    done: 0,
    deadLettered: 1,
    depth: { max: 1, atEnd: 0 },
    waiting: { maxMs: 998 },
    service: { count: 2, p50Ms: 30, maxMs: 60 },
    total: null,
    throughput: 0,
  });
});

test("what is left at the end counts into depth and age", () => {
  expect(orders([...sent("order-1", 0), { type: "queue-polled", queue: "orders", at: 5_002 }])).toMatchObject({
    done: 0,
    depth: { max: 1, mean: 1, atEnd: 1 },
    waiting: null,
    oldestAgeMs: 5_000,
  });
});

test("a job that its worker acknowledged before it died is done, unless somebody else got it again", () => {
  const upToAck = doneBy("worker-1", "order-1", 10).slice(0, 4);
  const crash: Written = { type: "actor-crashed", role: "worker", by: "fault", detail: "", actor: "worker-1", at: 111 };
  expect(orders([...sent("order-1", 0), ...upToAck, crash])).toMatchObject({ done: 1, depth: { atEnd: 0 } });
  const again = doneBy("worker-2", "order-1", 1_000, 2).slice(0, 1);
  expect(orders([...sent("order-1", 0), ...upToAck, crash, ...again])).toMatchObject({ done: 0, depth: { atEnd: 1 } });
});

test("a delayed job's waiting begins when it can be delivered; the server delivers it under another sequence", () => {
  const found = orders([
    ...sent("order-1", 0),
    { type: "job-scheduled", queue: "orders", job: "order-1", streamSequence: 1, delayMs: 2_000, actor: "shop" },
    ...doneBy("worker-1", "order-1", 2_010).map((event) =>
      "streamSequence" in event ? { ...event, streamSequence: 9 } : event,
    ),
  ]);
  expect(found).toMatchObject({
    done: 1,
    depth: { max: 1, atEnd: 0 },
    waiting: { count: 1, maxMs: 8 },
    total: { maxMs: 110 },
  });
});

test("what the server deletes without a word: the oldest of a full queue, and what outlived its time", () => {
  const full = orders([...sent("order-1", 0), ...sent("order-2", 10), ...sent("order-3", 20)], ["worker-1"], 2);
  expect(full).toMatchObject({ depth: { max: 2, atEnd: 2 }, oldestAgeMs: 20 });
  const [send, stored] = sent("order-1", 0) as [Written, Written];
  const outlived = orders([
    { ...send, ttlMs: 1_000 } as Written,
    stored,
    { type: "queue-polled", queue: "orders", at: 5_000 },
  ]);
  expect(outlived).toMatchObject({ done: 0, depth: { max: 1, atEnd: 0 }, oldestAgeMs: 1_000 });
});

test("a message lost on the wire was never in the queue", () => {
  const lost: Written = { type: "job-lost", queue: "orders", job: "order-1", streamSequence: 1, actor: "shop", at: 2 };
  expect(orders([...sent("order-1", 0), lost])).toMatchObject({ depth: { max: 0, atEnd: 0 }, oldestAgeMs: 0 });
});

test("a skipped job is not done, and its run no service time", () => {
  const found = orders([
    ...sent("order-1", 0),
    ...doneBy("worker-1", "order-1", 10).slice(0, 2),
    { type: "job-expired", queue: "orders", job: "order-1", attempt: 1, deadline: 5, at: 12 },
    { type: "job-acked", ...delivery("order-1"), at: 14 },
  ]);
  expect(found).toMatchObject({ done: 0, service: null, total: null, depth: { atEnd: 0 } });
});

test("events of processes that wrote late are put into the order of time", () => {
  const events = [...doneBy("worker-1", "order-1", 50), ...sent("order-1", 0)];
  expect(orders(events)).toMatchObject({ done: 1, waiting: { maxMs: 48 }, depth: { max: 1, atEnd: 0 } });
});
