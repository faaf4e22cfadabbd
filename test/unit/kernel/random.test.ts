import { expect, test } from "vitest";
import { drawFrom, drawInt, hashKey, sequentialRandom, type RandomKey } from "../../../engine/kernel/random.ts";

const KEYS: readonly RandomKey[] = [
  ["service", "order-1", 1],
  ["service", "order-1", 2],
  ["service", "order-2", 1],
  ["every", "shop", 1],
  ["every", "shop"],
  ["every", 7],
];

test("R1: a draw depends on its key only, not on the draws before it", () => {
  const forwards = KEYS.map((key) => drawInt(7, key, 0, 1_000_000));
  const backwards = [...KEYS].reverse().map((key) => drawInt(7, key, 0, 1_000_000));
  expect(backwards.reverse()).toEqual(forwards);
  expect(new Set(forwards).size).toBe(KEYS.length);
});

test("R1: seed, purpose, entity and attempt each change the draw", () => {
  const base = hashKey(1, ["service", "order-1", 1]);
  const others = [
    hashKey(2, ["service", "order-1", 1]),
    hashKey(1, ["retry", "order-1", 1]),
    hashKey(1, ["service", "order-2", 1]),
    hashKey(1, ["service", "order-1", 2]),
  ];
  expect(others).not.toContain(base);
});

test("R1: the numbers are the same on every machine and in every version: traces are compared by them", () => {
  expect(KEYS.map((key) => hashKey(7, key))).toMatchInlineSnapshot(`
    [
      1572619080,
      378561151,
      2167406791,
      3692204404,
      2263505661,
      1293286397,
    ]
  `);
});

test("R2: draws are whole numbers within both bounds, and reach both", () => {
  const draws = Array.from({ length: 2_000 }, (_, n) => drawInt(3, ["x", n], -2, 2));
  expect(new Set(draws)).toEqual(new Set([-2, -1, 0, 1, 2]));
});

test("R2: neighbouring keys are unrelated: the draws spread evenly", () => {
  const buckets = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 10_000; n++) {
    const bucket = drawInt(1, ["spread", `job-${n}`], 0, 9);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  // 1,000 expected in each, with a standard deviation of 30.
  for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test("a range that is a plain number is itself; a range of one value is that value", () => {
  expect(drawFrom(1, ["x", 1], 250)).toBe(250);
  expect(drawFrom(1, ["x", 1], [90, 90])).toBe(90);
  const drawn = drawFrom(1, ["x", 1], [10, 20]);
  expect(drawn).toBe(drawInt(1, ["x", 1], 10, 20));
});

test("the client's own generator repeats from its seed and stays within [0, 1)", () => {
  const take = (seed: number) => {
    const random = sequentialRandom(seed);
    return Array.from({ length: 100 }, () => random());
  };
  expect(take(5)).toEqual(take(5));
  expect(take(5)).not.toEqual(take(6));
  for (const value of take(5)) expect(value >= 0 && value < 1).toBe(true);
});
