/** A timer; `run` is null once it has been cancelled. */
export type Timer = {
  readonly due: number;
  readonly order: number;
  readonly owner: number;
  run: (() => void) | null;
};

/** A binary min-heap of timers in the total order (due, then creation). */
export class TimerHeap {
  private readonly timers: Timer[] = [];

  push(timer: Timer): void {
    const { timers } = this;
    let at = timers.length;
    timers.push(timer);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = timers[parent] as Timer;
      if (!before(timer, above)) break;
      timers[at] = above;
      at = parent;
    }
    timers[at] = timer;
  }

  /** Returns the next timer that has not been cancelled, without removing it. */
  peek(): Timer | undefined {
    while (this.timers[0]?.run === null) this.take();
    return this.timers[0];
  }

  pop(): Timer | undefined {
    return this.peek() && this.take();
  }

  private take(): Timer | undefined {
    const { timers } = this;
    const first = timers[0];
    const last = timers.pop();
    if (first === undefined || last === undefined || timers.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= timers.length) break;
      if (child + 1 < timers.length && before(timers[child + 1] as Timer, timers[child] as Timer)) child++;
      const below = timers[child] as Timer;
      if (!before(below, last)) break;
      timers[at] = below;
      at = child;
    }
    timers[at] = last;
    return first;
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}
