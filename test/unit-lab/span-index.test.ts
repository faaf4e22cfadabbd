import { describe, expect, test } from "vitest";
import { countUpTo, distinctAscending, lastBefore, nextAfter } from "../../lab/src/stage/trace/sorted.ts";
import { SpanIndex } from "../../lab/src/stage/trace/span-index.ts";

describe("SpanIndex", () => {
  const spans = [
    { name: "whole", from: 0, to: Infinity },
    { name: "early", from: 10, to: 60 },
    { name: "next", from: 60, to: 120 },
    { name: "empty", from: 70, to: 70 },
    { name: "last", from: 99_990, to: 100_000 },
  ];
  const index = new SpanIndex(spans);
  const at = (ms: number) => index.at(ms).map(({ name }) => name);

  test("S1: from is in, to is out, empty spans never show", () => {
    expect(at(10)).toEqual(["whole", "early"]);
    expect(at(59.9)).toEqual(["whole", "early"]);
    expect(at(60)).toEqual(["whole", "next"]);
    expect(at(70)).toEqual(["whole", "next"]);
    expect(at(120)).toEqual(["whole"]);
  });

  test("S2: any moment, also outside of the run, is answered", () => {
    expect(at(-5)).toEqual([]);
    expect(at(99_995)).toEqual(["whole", "last"]);
    expect(at(200_000)).toEqual(["whole"]);
  });

  test("S2: agrees with a scan over all spans", () => {
    const many = Array.from({ length: 300 }, (_, i) => ({
      from: (i * 37) % 9_000,
      to: ((i * 37) % 9_000) + ((i * 53) % 700),
    }));
    const fast = new SpanIndex(many);
    for (let t = 0; t <= 10_000; t += 13) {
      expect(fast.at(t)).toEqual(many.filter(({ from, to }) => from <= t && t < to));
    }
  });
});

test("searches in ascending times", () => {
  const times = distinctAscending([30, 10, 20, 20]);
  expect(times).toEqual([10, 20, 30]);
  expect([5, 10, 19, 20, 35].map((t) => countUpTo(times, t))).toEqual([0, 1, 1, 2, 3]);
  expect([5, 10, 30].map((t) => nextAfter(times, t))).toEqual([10, 20, null]);
  expect([10, 20, 25].map((t) => lastBefore(times, t))).toEqual([null, 10, 20]);
});
