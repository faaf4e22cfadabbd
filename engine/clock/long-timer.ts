/**
 * Platforms keep a timer's delay in 31 bits of milliseconds (24.8 days): with a longer one they fire at once. Here a longer one
 * is waited for in stages, and `Infinity` never fires.
 */
export class LongTimers {
  private readonly set: (run: () => void, delayMs: number) => unknown;
  private readonly clear: (handle: unknown) => void;

  constructor(set: (run: () => void, delayMs: number) => unknown, clear: (handle: unknown) => void) {
    this.set = set;
    this.clear = clear;
  }

  /** @throws RangeError for a delay that is no number */
  start(run: () => void, delayMs: number): unknown {
    if (Number.isNaN(delayMs)) throw new RangeError("a timer was to fire in NaN ms");
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
