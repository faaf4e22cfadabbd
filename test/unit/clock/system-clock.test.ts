import { expect, test } from "vitest";
import { stopwatchMs, systemClock, wallNow } from "../../../engine/clock/system-clock.ts";

test("time counts from the given start, in whole milliseconds", () => {
  const clock = systemClock(wallNow() - 5_000);
  expect(clock.now()).toBeGreaterThanOrEqual(5_000);
  expect(clock.now()).toBeLessThan(60_000);
  expect(Number.isInteger(clock.now())).toBe(true);
});

test("timers fire in the order of their delays; a cleared one does not", async () => {
  const clock = systemClock();
  const startedAt = stopwatchMs();
  const seen: string[] = [];
  const both = new Promise<void>((resolve) => {
    clock.setTimeout(() => resolve(void seen.push("second")), 20);
  });
  clock.setTimeout(() => seen.push("first"), 1);
  clock.clearTimeout(clock.setTimeout(() => seen.push("never"), 5));
  clock.clearTimeout(undefined);
  await both;
  expect(seen).toEqual(["first", "second"]);
  expect(stopwatchMs() - startedAt).toBeGreaterThanOrEqual(19);
});
