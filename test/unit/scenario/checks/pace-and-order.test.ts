import { expect, test } from "vitest";
import { groupOrder } from "../../../../engine/scenario/checks/group-order.ts";
import { nothingLost } from "../../../../engine/scenario/checks/nothing-lost.ts";
import { rateKept } from "../../../../engine/scenario/checks/rate-kept.ts";
import { delivery, doneBy, factsOf, seen, sent, traceOf, type Written } from "../../../support/traces.ts";

const sentTo = (group: string, job: string, at: number): Written[] =>
  sent(job, at).map((event) => (event.type === "job-sent" ? { ...event, group } : event));
const inOrder = (events: readonly Written[]) => groupOrder(factsOf(traceOf(events)), { queue: "orders" });

test("group-order: one after the other within a group, side by side across groups", () => {
  const jobs = [...sentTo("a", "order-1", 0), ...sentTo("a", "order-2", 1), ...sentTo("b", "order-3", 2)];
  expect(inOrder([...jobs, ...doneBy("worker-1", "order-1", 10), ...doneBy("worker-1", "order-2", 200)])).toEqual({
    holds: true,
    detail: "2 groups, each in its order",
  });
  const beside = [...doneBy("worker-2", "order-3", 4), ...doneBy("worker-1", "order-1", 200)];
  expect(inOrder([...jobs, ...beside, ...doneBy("worker-1", "order-2", 400)]).holds).toBe(true);
});

test("group-order: false when a job is delivered before the one ahead of it has ended, or nobody has a group", () => {
  const jobs = [...sentTo("a", "order-1", 0), ...sentTo("a", "order-2", 1)];
  const overtaken = [...doneBy("worker-2", "order-2", 10), ...doneBy("worker-1", "order-1", 200)];
  expect(inOrder([...jobs, ...overtaken])).toEqual({
    holds: false,
    detail: "out of order: order-2 before the end of order-1",
  });
  const lent: Written = { type: "job-delivered", ...delivery("order-1"), deadline: 900, at: 5 };
  expect(inOrder([...jobs, lent, ...doneBy("worker-2", "order-2", 10)]).holds).toBe(false);
  expect(inOrder([...sent("order-1", 0), ...doneBy("worker-1", "order-1", 10)]).holds).toBe(false);
});

test("rate-kept: as many as allowed in any stretch of its length, and no more", () => {
  const queues = [{ name: "orders", rate: { jobs: 2, perMs: 1_000 } }];
  const begun = (...times: number[]) =>
    traceOf(times.map((at, i): Written => ({ type: "job-started", ...delivery(`order-${i + 1}`), at })));
  const judge = (...times: number[]) => rateKept(factsOf(begun(...times), { queues }), { queue: "orders" });
  expect(judge(0, 500, 1_000, 1_500)).toEqual({
    holds: true,
    detail: "at most 2 jobs began within 1000 ms; allowed: 2",
  });
  expect(judge(0, 500, 800).holds).toBe(false);
  expect(judge().holds).toBe(false);
  expect(rateKept(factsOf(begun(0)), { queue: "orders" }).detail).toBe("orders has no rate");
});

test("rate-kept: a job that begins late counts from its turn, one that begins before its turn from its start", () => {
  const queues = [{ name: "orders", rate: { jobs: 2, perMs: 1_000 } }];
  const waits = (job: string, at: number, waitMs: number, startedAt: number): Written[] => [
    { type: "job-rate-limited", ...delivery(job), waitMs, at },
    { type: "job-started", ...delivery(job), at: startedAt },
  ];
  const first: Written = { type: "job-started", ...delivery("order-1"), at: 0 };
  const judge = (...events: Written[]) => rateKept(factsOf(traceOf(events), { queues }), { queue: "orders" });
  const late = [
    ...waits("order-2", 0, 500, 850),
    ...waits("order-3", 860, 140, 1_000),
    ...waits("order-4", 1_000, 500, 1_500),
  ];
  expect(judge(first, ...late).holds).toBe(true);
  const hasty = [...waits("order-2", 0, 500, 10), ...waits("order-3", 10, 990, 20)];
  expect(judge(first, ...hasty).holds).toBe(false);
});

test("nothing-lost: what the server deleted because its time was over is left undone, not lost", () => {
  const short = sent("order-1", 0).map((event) => (event.type === "job-sent" ? { ...event, ttlMs: 500 } : event));
  const facts = (at: number) => factsOf(traceOf([...short, seen(at, { stored: 0 })]));
  expect(nothingLost(facts(1_000)).holds).toBe(true);
  expect([...facts(1_000).expired]).toEqual(["order-1"]);
  expect(nothingLost(facts(400)).holds).toBe(false);
  const died: Written = { type: "job-started", ...delivery("order-1"), at: 100 };
  const whoDied = (at: number) => factsOf(traceOf([...short, died, seen(at, { stored: 0 })]));
  expect(nothingLost(whoDied(1_000)).holds).toBe(true);
  expect(nothingLost(whoDied(400)).holds).toBe(false);
});
