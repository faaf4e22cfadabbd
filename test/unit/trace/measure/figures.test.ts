import { expect, test } from "vitest";
import { covered, depthOf, durationsOf } from "../../../../engine/trace/measure/figures.ts";

test("percentiles by nearest rank: of 20 durations the 10th, the 19th and the 20th", () => {
  const values = Array.from({ length: 20 }, (_, n) => 100 * (20 - n));
  expect(durationsOf(values)).toEqual({ count: 20, p50Ms: 1_000, p95Ms: 1_900, p99Ms: 2_000, maxMs: 2_000 });
  expect(durationsOf([7.4])).toEqual({ count: 1, p50Ms: 7, p95Ms: 7, p99Ms: 7, maxMs: 7 });
  expect(durationsOf([])).toBeNull();
});

test("depth: how many spans cover a moment, at most, at the end, and on average", () => {
  const spans = [
    { from: 0, to: 10 },
    { from: 5, to: 25 },
    // Begins as the first one ends: the two are never there together.
    { from: 10, to: Infinity },
  ];
  // 10 + 20 + 30 ms of presence in 40 ms.
  expect(depthOf(spans, { from: 0, to: 40 })).toEqual({ max: 2, mean: 1.5, atEnd: 1 });
  expect(depthOf([], { from: 3, to: 3 })).toEqual({ max: 0, mean: 0, atEnd: 0 });
});

test("time that several spans cover counts once", () => {
  const spans = [
    { from: 20, to: 30 },
    { from: 0, to: 10 },
    { from: 5, to: 12 },
    { from: 6, to: 8 },
  ];
  expect(covered(spans)).toBe(22);
});
