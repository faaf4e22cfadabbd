/**
 * Timers with any delay. Platforms store a delay in 31 bits of milliseconds (24.8 days) and fire longer timers at once; this
 * class waits in stages. A timer with the delay `Infinity` never fires.
 */
export class LongTimers {
  private readonly set: (run: () => void, delayMs: number) => unknown;
  private readonly clear: (handle: unknown) => void;

  constructor(set: (run: () => void, delayMs: number) => unknown, clear: (handle: unknown) => void) {
    this.set = set;
    this.clear = clear;
  }

  /** Starts a timer and returns its handle. @throws RangeError if the delay is NaN */
  start(run: () => void, delayMs: number): unknown {
    if (Number.isNaN(delayMs)) throw new RangeError("timer delay: found NaN, expected a number of milliseconds");
    if (delayMs <= LONGEST_MS) return this.set(run, delayMs);
    const staged = new Staged();
    this.next(staged, run, delayMs);
    return staged;
  }

  stop(handle: unknown): void {
    this.clear(handle instanceof Staged ? handle.stage : handle);
  }

  private next(staged: Staged, run: () => void, leftMs: number): void {
    const stageMs = Math.min(leftMs, LONGEST_MS);
    const goOn = () => (leftMs > LONGEST_MS ? this.next(staged, run, leftMs - stageMs) : run());
    staged.stage = this.set(goOn, stageMs);
  }
}

const LONGEST_MS = 2 ** 31 - 1;

class Staged {
  stage: unknown;
}
