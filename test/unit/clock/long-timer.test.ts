import { expect, test } from "vitest";
import { LongTimers } from "../../../engine/clock/long-timer.ts";

const DAY_MS = 24 * 3_600_000;

/** A platform that fires at once what is longer than it can count, as Node and browsers do. */
function platform() {
  let now = 0;
  let timers: { readonly due: number; readonly run: () => void }[] = [];
  const delays: number[] = [];
  const set = (run: () => void, delayMs: number) => {
    delays.push(delayMs);
    const timer = { due: now + (delayMs > 2 ** 31 - 1 ? 1 : delayMs), run };
    timers.push(timer);
    return timer;
  };
  const clear = (timer: unknown) => {
    timers = timers.filter((one) => one !== timer);
  };
  const runUntil = (end: number) => {
    for (;;) {
      const [next] = timers.toSorted((a, b) => a.due - b.due);
      if (next === undefined || next.due > end) break;
      now = next.due;
      clear(next);
      next.run();
    }
    now = end;
  };
  return { timers: new LongTimers(set, clear), runUntil, delays, now: () => now };
}

test.each([0, 5, 24 * DAY_MS, 25 * DAY_MS, 30 * DAY_MS, 400 * DAY_MS])(
  "a timer of %i ms fires then, once",
  (delayMs) => {
    const { timers, runUntil, now } = platform();
    const fired: number[] = [];
    timers.start(() => fired.push(now()), delayMs);
    runUntil(1_000 * DAY_MS);
    expect(fired).toEqual([delayMs]);
  },
);

test("a long timer can be stopped in each of its stages", () => {
  for (const day of [1, 26, 55]) {
    const { timers, runUntil } = platform();
    let fired = false;
    const timer = timers.start(() => (fired = true), 60 * DAY_MS);
    runUntil(day * DAY_MS);
    timers.stop(timer);
    runUntil(100 * DAY_MS);
    expect(fired).toBe(false);
  }
});

test("a short one costs one timer of the platform, Infinity never fires, and NaN is refused", () => {
  const { timers, runUntil, delays } = platform();
  timers.start(() => undefined, 7);
  expect(delays).toEqual([7]);
  let fired = false;
  timers.start(() => (fired = true), Infinity);
  runUntil(500 * DAY_MS);
  expect(fired).toBe(false);
  expect(() => timers.start(() => undefined, Number.NaN)).toThrow("found NaN");
});
