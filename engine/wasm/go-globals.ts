import type { Clock, TimerHandle } from "../clock/clock.ts";
import type { Disk } from "./disk.ts";
import { goFiles } from "./go-files.ts";

/**
 * The environment of one Go program. Go's script reads its globals by name, so it becomes the body of a function whose
 * parameters have these names. Every program thus has its own clock, timers, randomness and files, and the realm's globals
 * are neither read nor changed.
 */
export type GoOutside = {
  readonly clock: Clock;
  /** The Unix milliseconds at which the clock is 0. */
  readonly epochMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly disk: Disk;
  /** Gets the output to the standard streams, which is usually a panic. */
  readonly print: (text: string) => void;
  /** The program's global `host`. */
  readonly host: object;
};

/** The object that Go's script creates; see wasm_exec.js in the Go distribution. */
export type GoRuntime = {
  readonly importObject: object;
  exit: (code: number) => void;
  run(instance: object): Promise<void>;
  /** Continues the program, which waits again if it has nothing to do. */
  _resume(): void;
};

/**
 * The monotonic clock must not start at 0, because Go then refuses to start. It starts at a small number, because nanoseconds
 * since the Unix epoch are not exact in a double: an error of up to 128 ns would make timers a millisecond late.
 */
const MONOTONIC_START_MS = 1000;

/**
 * The Go runtime does not move its timer when it gets another one that is due up to a millisecond earlier; the other one
 * would then be late. If the runtime wakes this much too early, it finds no due timer and sets its timer again, so that all
 * timers are exact.
 */
const EARLY_MS = 1;

/** Creates a new runtime from the text of Go's `wasm_exec.js`. */
export function goRuntime(script: string, outside: GoOutside): GoRuntime {
  const globals = globalsOf(outside);
  const names = Object.keys(globals);
  // The text comes from our own build. A module could not have its own globals.
  // oxlint-disable-next-line typescript/no-implied-eval
  const make = new Function("globalThis", ...names, `${script}\nreturn new globalThis.Go();`) as (
    ...values: unknown[]
  ) => GoRuntime;
  return make(globals, ...Object.values(globals));
}

function globalsOf(outside: GoOutside): Record<string, unknown> {
  const { clock, disk, random, host } = outside;
  return {
    Object,
    Array,
    Uint8Array,
    TextEncoder,
    TextDecoder,
    fs: goFiles(disk, outside.print),
    process: processLike(),
    path: { resolve: (...parts: string[]) => parts.join("/") },
    crypto: { getRandomValues: (bytes: Uint8Array) => fill(bytes, random) },
    performance: { now: () => clock.now() },
    Date: dateLike(clock, outside.epochMs),
    setTimeout: (run: () => void, delayMs: number): TimerHandle => clock.setTimeout(run, delayMs - EARLY_MS),
    clearTimeout: (timer: TimerHandle | undefined) => clock.clearTimeout(timer),
    console: { log: outside.print, warn: refuseToSpin, error: outside.print },
    host,
  };
}

/**
 * The script warns when its program did not notice a timer, and then repeats the timer until it does, which is for ever in
 * virtual time. Only one kind of timer (`notetsleepg`) does not tolerate an early wake-up, and the server does not use it.
 */
function refuseToSpin(warning: string): never {
  throw new Error(warning);
}

/** Go uses `Date.now` only for the monotonic clock, and instances for the wall clock. The time zone is UTC. */
function dateLike(clock: Clock, epochMs: number): unknown {
  return class {
    static now(): number {
      return clock.now() + MONOTONIC_START_MS;
    }
    getTime(): number {
      return epochMs + clock.now();
    }
    getTimezoneOffset(): number {
      return 0;
    }
  };
}

function processLike(): object {
  return { pid: 1, ppid: 0, getuid: () => 0, getgid: () => 0, geteuid: () => 0, getegid: () => 0, cwd: () => "/" };
}

function fill(bytes: Uint8Array, random: () => number): Uint8Array {
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
  return bytes;
}
