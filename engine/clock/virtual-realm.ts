import { sequentialRandom } from "../kernel/random.ts";
import type { TimerHandle } from "./clock.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** 2026-01-01T00:00:00Z: the value of `Date.now()` when a virtual run begins. */
export const VIRTUAL_EPOCH_MS = 1_767_225_600_000;

/**
 * Replaces the globals from which the unmodified NATS client reads its time and randomness, and returns a function that
 * restores them. `queueMicrotask` and promises stay real, because faking them breaks V1. A realm can hold one virtual run at
 * a time, and no other code in it may use timers during the run.
 */
export function enterVirtualRealm(clock: VirtualClock, seed: number): () => void {
  const random = sequentialRandom(seed);
  const restores = [
    replace(globalThis, timerGlobals(clock)),
    replace(globalThis, { Date: virtualDate(clock) }),
    replace(Math, { random }),
    replace(webCrypto(), { getRandomValues: randomFiller(random) }),
    replace(performanceLike(), { now: () => clock.now() }),
    // Collecting a stack for every request timeout costs more than the request, and a virtual run does not use it.
    replace(Error, { stackTraceLimit: 0 }),
  ];
  return () => {
    for (const restore of restores.reverse()) restore();
  };
}

function timerGlobals(clock: VirtualClock): Record<string, unknown> {
  type Interval = { current: TimerHandle; readonly isInterval: true };
  const setInterval = (run: (...args: unknown[]) => void, ms: number, ...args: unknown[]): Interval => {
    const again = () => {
      interval.current = clock.setTimeout(again, ms);
      run(...args);
    };
    const interval: { current: TimerHandle; readonly isInterval: true } = {
      current: clock.setTimeout(again, ms),
      isInterval: true,
    };
    return interval;
  };
  const clear = (handle: TimerHandle | Interval | undefined) =>
    clock.clearTimeout(handle && "isInterval" in handle ? handle.current : handle);
  return {
    setTimeout: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      clock.setTimeout(() => run(...args), ms),
    clearTimeout: clear,
    setInterval,
    clearInterval: clear,
  };
}

function virtualDate(clock: VirtualClock): DateConstructor {
  const RealDate = Date;
  const now = () => VIRTUAL_EPOCH_MS + clock.now();
  return class extends RealDate {
    constructor(...args: unknown[]) {
      if (args.length === 0) super(now());
      else super(...(args as [number]));
    }
    static override now(): number {
      return now();
    }
  } as unknown as DateConstructor;
}

function randomFiller(random: () => number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
    return bytes;
  };
}

function replace(target: object, values: Record<string, unknown>): () => void {
  const undo = Object.keys(values).map((key) => {
    const before = Object.getOwnPropertyDescriptor(target, key);
    Object.defineProperty(target, key, { value: values[key], configurable: true, writable: true });
    return () => {
      if (before) Object.defineProperty(target, key, before);
      else Reflect.deleteProperty(target, key);
    };
  });
  return () => undo.forEach((restore) => restore());
}

function webCrypto(): object {
  return (globalThis as unknown as { crypto: object }).crypto;
}

function performanceLike(): object {
  return (globalThis as unknown as { performance: object }).performance;
}

let realmIsFree: Promise<unknown> = Promise.resolve();

/** Calls `play` when all virtual runs that were asked for before have ended: a realm can hold one at a time. */
export function whenRealmIsFree<T>(play: () => Promise<T>): Promise<T> {
  const turn = realmIsFree.then(play);
  realmIsFree = turn.catch(() => undefined);
  return turn;
}
