import { expect, test } from "vitest";
import { runCheck } from "../../../../engine/scenario/checks/registry.ts";
import { delivery, doneBy, factsOf, sent, smallScenario, traceOf, type Written } from "../../../support/traces.ts";

/** Two jobs in a span of 204 ms; the second waits 92 ms for the first. */
const two = [
  ...sent("order-1", 100),
  ...sent("order-2", 110),
  ...doneBy("worker-1", "order-1", 102),
  ...doneBy("worker-1", "order-2", 204),
];
const dead = (job: string): Written => ({
  ...{ type: "job-dead-lettered", ...delivery(job, 3), reason: "no", deadLetters: "d" },
  ...{ deadLetterSequence: Number(job.split("-")[1]), at: 900 },
});
/** Judges as a claim in a file does, defaults filled in. */
function judge(events: readonly Written[], check: { readonly kind: string; readonly [field: string]: unknown }) {
  const { claims } = smallScenario({
    claims: [{ id: "one", says: "So.", check: { queue: "orders", ...check } as never }],
  });
  return runCheck(factsOf(traceOf(events)), claims[0]?.check as never);
}

test("latency: a percentile of the total, waiting or service time", () => {
  expect(judge(two, { kind: "latency", is: { atMost: 194 } })).toEqual({
    holds: true,
    detail: "the p95 of the total time is 194 ms; claimed: at most 194 ms",
  });
  expect(judge(two, { kind: "latency", of: "waiting", percentile: "p50", is: { equals: 0 } }).holds).toBe(true);
  expect(judge(two, { kind: "latency", of: "waiting", percentile: "max", is: { atMost: 91 } }).holds).toBe(false);
  expect(
    judge(two, { kind: "latency", of: "service", percentile: "p99", is: { atLeast: 100, atMost: 100 } }).holds,
  ).toBe(true);
});

test("latency: false where no job has such a time, whatever is claimed", () => {
  expect(judge(sent("order-1", 0), { kind: "latency", is: { atMost: 10 } })).toEqual({
    holds: false,
    detail: "no job of orders has a total time",
  });
});

test("depth: at most, on average, at the end", () => {
  expect(judge(two, { kind: "depth", is: { equals: 2 } })).toEqual({
    holds: true,
    detail: "at its deepest it held 2; claimed: exactly 2",
  });
  expect(judge(two, { kind: "depth", of: "mean", is: { atLeast: 1.4, atMost: 1.5 } }).holds).toBe(true);
  expect(judge(two, { kind: "depth", of: "atEnd", is: { atLeast: 1 } }).holds).toBe(false);
});

test("throughput: jobs per second from the first arrival to the last end", () => {
  expect(judge(two, { kind: "throughput", is: { atLeast: 9 } })).toEqual({
    holds: true,
    detail: "9.804 jobs per second; claimed: at least 9",
  });
  expect(judge([], { kind: "throughput", is: { atLeast: 1 } }).holds).toBe(false);
});

test("dead-lettered: how many, those included that were replayed since", () => {
  const events = [...two, dead("order-3"), dead("order-4")];
  expect(judge(events, { kind: "dead-lettered", is: { atMost: 2 } })).toEqual({
    holds: true,
    detail: "2 dead-lettered (order-3, order-4); claimed: at most 2",
  });
  expect(judge(two, { kind: "dead-lettered", is: { equals: 0 } }).holds).toBe(true);
  expect(judge(events, { kind: "dead-lettered", is: { equals: 0 } }).holds).toBe(false);
});

test("a claim that names no such queue, or claims nothing, is refused with its place", () => {
  const claim = (check: object) => () => smallScenario({ claims: [{ id: "one", says: "So.", check: check as never }] });
  expect(claim({ kind: "depth", queue: "order", is: { atMost: 1 } })).toThrow(
    'claims.0.check.queue: found "order", expected one of orders',
  );
  expect(claim({ kind: "latency", queue: "orders", is: {} })).toThrow("claims.0.check.is");
  expect(claim({ kind: "latency", queue: "orders", percentile: "p90", is: { atMost: 1 } })).toThrow(
    'claims.0.check.percentile: found "p90", expected "p50" or "p95" or "p99" or "max"',
  );
});
