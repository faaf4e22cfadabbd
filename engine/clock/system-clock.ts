import type { Clock, TimerHandle } from "./clock.ts";
import { LongTimers } from "./long-timer.ts";
import { realClearTimeout, realNow, realSetTimeout } from "./platform.ts";

/** Wall-clock time, counted from `startedAt` (a reading of `wallNow`). */
export function systemClock(startedAt: number = wallNow()): Clock {
  const timers = new LongTimers(realSetTimeout, realClearTimeout);
  const setTimer = (run: () => void, delayMs: number) => timers.start(run, delayMs) as TimerHandle;
  return {
    now: () => Math.round(wallNow() - startedAt),
    setTimeout: setTimer,
    clearTimeout: (timer) => timers.stop(timer),
    sleep: (delayMs) => new Promise((wake) => void setTimer(wake, delayMs)),
  };
}

/** Milliseconds since the Unix epoch; comparable between the processes of one machine. */
export function wallNow(): number {
  return Date.now();
}

/** A stopwatch reading in milliseconds, for measuring only. */
export const stopwatchMs: () => number = realNow;
