/** Counts the jobs that a worker runs at once; the others wait here in the order in which they came. */
export class Slots {
  private free: number;
  private closed = false;
  private waiting: ((taken: boolean) => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  /** Resolves to true when a slot is free, and takes it; to false when the slots were closed before that. */
  take(): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    if (this.free > 0) {
      this.free--;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Gives a slot back: to the one who waits longest, if anybody does. */
  release(): void {
    const next = this.waiting.shift();
    if (next) next(true);
    else this.free++;
  }

  /** Turns away everybody who waits, and everybody who comes. */
  close(): void {
    this.closed = true;
    for (const turnAway of this.waiting) turnAway(false);
    this.waiting = [];
  }
}
