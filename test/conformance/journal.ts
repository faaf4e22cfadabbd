import type { Clock } from "../../engine/clock/clock.ts";
import type { EventBody, EventType } from "../../engine/trace/events.ts";
import type { CrashPoint } from "../../engine/trace/crash-point.ts";
import type { PointScope, Probe } from "../../engine/trace/probe.ts";

/** What a worker reported, by whom and when. */
export type Entry<T extends EventType = EventType> = Extract<EventBody, { readonly type: T }> & {
  readonly worker: string;
  readonly at: number;
};

type Waiter = { readonly isThere: () => boolean; readonly tell: () => void };

/** Everything that the workers of a case report; to wait for a record is to wait for what it speaks of. */
export class Journal {
  private readonly entries: Entry[] = [];
  private readonly clock: Clock;
  private waiters: Waiter[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  of<T extends EventType>(type: T, job?: string): Entry<T>[] {
    const all = this.entries.filter((entry) => entry.type === type) as Entry<T>[];
    return job === undefined ? all : all.filter((entry) => "job" in entry && entry.job === job);
  }

  /** Settles with the `nth` entry of this type (and job), as soon as it is there. */
  async until<T extends EventType>(type: T, nth = 1, job?: string): Promise<Entry<T>> {
    const found = () => this.of(type, job)[nth - 1];
    if (!found()) await new Promise<void>((tell) => this.waiters.push({ isThere: () => found() !== undefined, tell }));
    return found() as Entry<T>;
  }

  /** A probe that writes here; `onPoint` may hold a worker at a crash point for ever. */
  probe(
    worker: string,
    onPoint: (point: CrashPoint, scope: PointScope) => Promise<void> = () => Promise.resolve(),
  ): Probe {
    return {
      record: (body) => {
        this.entries.push({ ...body, worker, at: this.clock.now() } as Entry);
        const ready = this.waiters.filter((waiter) => waiter.isThere());
        this.waiters = this.waiters.filter((waiter) => !ready.includes(waiter));
        for (const waiter of ready) waiter.tell();
        return `${worker}/${this.entries.length}`;
      },
      point: onPoint,
    };
  }
}
