import { expect, test } from "vitest";
import { gapAfter, type Arrivals } from "../../../engine/actors/arrivals/registry.ts";
import { drawDuration, type Duration } from "../../../engine/actors/durations/registry.ts";
import { smallScenario, SMALL_SOURCE } from "../../support/traces.ts";

const DRAWS = 20_000;
const drawn = (duration: Duration, seed = 1) =>
  Array.from({ length: DRAWS }, (_, n) => drawDuration(seed, ["service", `order-${n}`, 1], duration));
const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(share * values.length)] as number;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const gaps = (arrivals: Arrivals, count: number, seed = 1) =>
  Array.from({ length: count }, (_, n) => gapAfter(n + 1, arrivals, { seed, name: "shop" }));

test("an exponential service time has its mean, and the quantiles of the distribution", () => {
  const all = drawn({ kind: "exponential", meanMs: 1_000 });
  expect(mean(all)).toBeGreaterThan(980);
  expect(mean(all)).toBeLessThan(1_020);
  expect(quantile(all, 0.5) / 693).toBeCloseTo(1, 1);
  expect(quantile(all, 0.99) / 4_605).toBeCloseTo(1, 1);
});

test("a log-normal service time has its median and its p95", () => {
  const all = drawn({ kind: "log-normal", medianMs: 300, p95Ms: 900 });
  expect(quantile(all, 0.5) / 300).toBeCloseTo(1, 1);
  expect(quantile(all, 0.95) / 900).toBeCloseTo(1, 1);
  expect(new Set(drawn({ kind: "log-normal", medianMs: 300, p95Ms: 300 }))).toEqual(new Set([300]));
});

test("draws are whole milliseconds, the same for the same seed, others for another", () => {
  const spec: Duration = { kind: "exponential", meanMs: 300 };
  expect(drawn(spec).every((ms) => Number.isInteger(ms) && ms >= 0)).toBe(true);
  expect(drawn(spec)).toEqual(drawn(spec));
  expect(drawn(spec)).not.toEqual(drawn(spec, 2));
  expect(drawn(spec).slice(0, 8)).toMatchInlineSnapshot(`
    [
      490,
      188,
      7,
      626,
      243,
      297,
      369,
      765,
    ]
  `);
  expect(drawn({ kind: "log-normal", medianMs: 300, p95Ms: 900 }).slice(0, 8)).toMatchInlineSnapshot(`
    [
      533,
      283,
      79,
      649,
      329,
      374,
      432,
      774,
    ]
  `);
});

test("no draw is longer than a day", () => {
  expect(Math.max(...drawn({ kind: "exponential", meanMs: 80_000_000 }))).toBe(86_400_000);
});

test("Poisson arrivals: gaps of the mean, and as many arrivals in a window as the Poisson distribution says", () => {
  const all = gaps({ kind: "poisson", meanMs: 100 }, DRAWS);
  expect(mean(all) / 100).toBeCloseTo(1, 1);
  const counts = new Map<number, number>();
  let at = 0;
  for (const gap of all) counts.set(Math.floor((at += gap) / 1_000), (counts.get(Math.floor(at / 1_000)) ?? 0) + 1);
  const perSecond = [...counts.values()].slice(0, -1);
  const average = mean(perSecond);
  const variance = mean(perSecond.map((count) => (count - average) ** 2));
  // Of a Poisson distribution, mean and variance are the same.
  expect(variance / average).toBeGreaterThan(0.85);
  expect(variance / average).toBeLessThan(1.15);
});

test("bursts: so many with their gap between, then the pause", () => {
  expect(gaps({ kind: "bursts", size: 3, gapMs: 10, pauseMs: 5_000 }, 7)).toEqual([10, 10, 5_000, 10, 10, 5_000, 10]);
  const pauses = gaps({ kind: "bursts", size: 1, gapMs: 0, pauseMs: [1_000, 2_000] }, 100);
  expect(new Set(pauses).size).toBeGreaterThan(50);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1_000);
});

test("what a file gets wrong is named with its place", () => {
  const producer = { ...SMALL_SOURCE.producers?.[0], name: "shop", queue: "orders", jobs: 3 };
  const sends = (everyMs: unknown) => () => smallScenario({ producers: [{ ...producer, everyMs } as never] });
  expect(sends({ kind: "poison", meanMs: 10 })).toThrow(
    'producers.0.everyMs.kind: found "poison", expected "poisson" or "bursts"',
  );
  expect(sends({ kind: "poisson" })).toThrow("producers.0.everyMs.meanMs: found nothing, expected a number");
  expect(sends({ kind: "bursts", size: 0, pauseMs: 10 })).toThrow(
    "producers.0.everyMs.size: found 0, expected at least 1",
  );
  const works = (serviceMs: unknown) => () =>
    smallScenario({ workers: [{ name: "worker", queue: "orders", handler: { kind: "work", serviceMs } as never }] });
  expect(works({ kind: "log-normal", medianMs: 300, p95Ms: 200 })).toThrow(
    "workers.0.handler.serviceMs.p95Ms: found 200, expected at least medianMs",
  );
});
