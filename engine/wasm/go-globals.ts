import type { Clock, TimerHandle } from "../clock/clock.ts";
import type { Disk } from "./disk.ts";
import { goFiles } from "./go-files.ts";

/**
 * The outside services of one Go program. Go's own script reads its globals by name; here they are the parameters of the function
 * that the script is made the body of. So every program has a clock, timers, randomness and files of its own, and the
 * realm's globals are neither read nor changed.
 */
export type GoOutside = {
  readonly clock: Clock;
  /** Unix milliseconds when the clock says 0. */
  readonly epochMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly disk: Disk;
  /** What the program writes to its standard streams: a panic, as a rule. */
  readonly print: (text: string) => void;
  /** What the program finds as its global `host`. */
  readonly host: object;
};

/** What Go's script makes: see wasm_exec.js of the Go distribution. */
export type GoRuntime = {
  readonly importObject: object;
  exit: (code: number) => void;
  run(instance: object): Promise<void>;
  /** Goes on with the program, which then waits again if there is nothing to do. */
  _resume(): void;
};

/**
 * The monotonic clock must not say 0 (Go refuses to start), and counts from a small number so that nanoseconds stay
 * exact in a double: from the Unix epoch they would be off by up to 128 ns, and timers a millisecond late.
 */
const MONOTONIC_START_MS = 1000;

/**
 * The runtime leaves a timer as it is when one comes that is due up to a millisecond earlier, which is then late. Woken
 * this much too early it finds nothing due, and sets its timer anew for what is due next: so all of them are exact.
 */
const EARLY_MS = 1;

/** A fresh runtime from the text of Go's own `wasm_exec.js`. */
export function goRuntime(script: string, outside: GoOutside): GoRuntime {
  const globals = globalsOf(outside);
  const names = Object.keys(globals);
  // The text is a file that our own build made; a module could not be given globals of its own.
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
 * The script warns when its program did not take note of a timer, and tries again until it does: in virtual time for
 * ever. The one kind of timer that minds being woken early (`notetsleepg`) is used by no part of a server.
 */
function refuseToSpin(warning: string): never {
  throw new Error(warning);
}

/** `Date.now` serves the monotonic clock only, instances the wall clock; the time zone is UTC. */
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
