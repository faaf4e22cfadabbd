import { expect, test } from "vitest";
import { exp, exponentialQuantile, ln, normalQuantile } from "../../../engine/kernel/quantiles.ts";

test("ln and exp are those of mathematics, to 14 digits", () => {
  for (const value of [1e-10, 0.001, 0.3, 0.75, 1, 1.2, 1.5, 2, 7, 1_000, 4_294_967_296, 1e15])
    expect(Math.abs(ln(value) - Math.log(value))).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(Math.log(value))));
  for (const value of [-30, -5, -0.4, 0, 0.5, 1, 3.3, 20])
    expect(Math.abs(exp(value) / Math.exp(value) - 1)).toBeLessThan(1e-14);
});

test("the quantiles of the exponential distribution: half of all lie below ln 2, 99 of 100 below 4.6", () => {
  expect(exponentialQuantile(0.5)).toBeCloseTo(0.693147, 6);
  expect(exponentialQuantile(0.99)).toBeCloseTo(4.60517, 5);
});

test("the quantiles of the normal distribution, those in its tails too", () => {
  const known = [
    [0.5, 0],
    [0.8, 0.841621],
    [0.95, 1.644854],
    [0.99, 2.326348],
    [0.999, 3.090232],
    [0.000001, -4.753424],
  ] as const;
  for (const [share, value] of known) expect(normalQuantile(share)).toBeCloseTo(value, 6);
  expect(normalQuantile(0.1)).toBe(-normalQuantile(0.9));
});

test("the bits of the results are fixed: traces are compared by what is drawn from them", () => {
  expect([ln(3), exp(2.5), exponentialQuantile(0.7), normalQuantile(0.01), normalQuantile(0.6)]).toMatchInlineSnapshot(`
    [
      1.0986122886681098,
      12.182493960703475,
      1.203972804325936,
      -2.326347874388028,
      0.2533471028599986,
    ]
  `);
});
