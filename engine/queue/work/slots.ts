type Waiter = { readonly alone: boolean; tell(taken: boolean): void };

/**
 * The slots of a worker: limits the jobs that it runs at once; others wait here in the order in which they came. A job can take
 * all slots: it waits until the others have ended, and no other job gets a slot meanwhile.
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

  /** Resolves to true when a slot is free, and takes it; to false if the slots are closed before that. */
  take(): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    if (this.free > 0 && this.waiting.length === 0) {
      this.free--;
      return Promise.resolve(true);
    }
    return new Promise((tell) => this.waiting.push({ alone: false, tell }));
  }

  /** Exchanges the caller's slot for all of them; false (and the caller has none) if they are closed before that. */
  takeAll(): Promise<boolean> {
    this.free++;
    if (this.closed) return Promise.resolve(false);
    return new Promise((tell) => {
      // Ahead of those that wait for one slot: they have to wait for this job anyway.
      this.waiting.unshift({ alone: true, tell });
      this.serve();
    });
  }

  /** Gives slots back, to those that wait longest. */
  release(slots = 1): void {
    this.free += slots;
    this.serve();
  }

  /** Refuses all waiting callers, and all later ones. */
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
