type Waiter = { readonly alone: boolean; tell(taken: boolean): void };

/**
 * Counts the jobs that a worker runs at once; the others wait here in the order in which they came. A job can have all slots to
 * itself: it waits until the others have ended, and nobody gets a slot meanwhile.
 */
export class Slots {
  readonly count: number;
  private free: number;
  private closed = false;
  private waiting: Waiter[] = [];

  constructor(count: number) {
    this.count = count;
    this.free = count;
  }

  /** Resolves to true when a slot is free, and takes it; to false when the slots were closed before that. */
  take(): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    if (this.free > 0 && this.waiting.length === 0) {
      this.free--;
      return Promise.resolve(true);
    }
    return new Promise((tell) => this.waiting.push({ alone: false, tell }));
  }

  /** Gives the slot that the caller has for all of them; false (and the caller has none) when they were closed before that. */
  takeAll(): Promise<boolean> {
    this.free++;
    if (this.closed) return Promise.resolve(false);
    return new Promise((tell) => {
      // Ahead of who waits for one: they would wait for this one anyway.
      this.waiting.unshift({ alone: true, tell });
      this.serve();
    });
  }

  /** Gives slots back: to those who wait longest, if anybody does. */
  release(slots = 1): void {
    this.free += slots;
    this.serve();
  }

  /** Turns away everybody who waits, and everybody who comes. */
  close(): void {
    this.closed = true;
    for (const { tell } of this.waiting) tell(false);
    this.waiting = [];
  }

  private serve(): void {
    for (;;) {
      const [next] = this.waiting;
      const needed = next?.alone === true ? this.count : 1;
      if (next === undefined || this.free < needed) return;
      this.free -= needed;
      this.waiting.shift();
      next.tell(true);
    }
  }
}
