import type { Clock } from "../../clock/clock.ts";
import type { JobMessage } from "../job-message.ts";
import type { Lane } from "../lanes.ts";
import type { Bell, LaneRequests } from "./lane-requests.ts";
import type { LaneScheduler } from "./lane-scheduler.ts";

/** Where a worker gets its next job from. */
export type MessageSource = {
  /** The next message, or null when there was none for a while, or when it was cancelled. */
  next(): Promise<JobMessage | null>;
  /** From here on `next` gives what was already on its way, and then null. */
  callOff(): Promise<void>;
  /** The connection is back: what was asked for before may never be answered, so it must not be awaited for ever. */
  reconnected?(): void;
};

export type LaneSourceOptions = {
  readonly requests: LaneRequests;
  readonly lanes: readonly Lane[];
  readonly turns: LaneScheduler;
  readonly clock: Clock;
  /** Each lane has one job in flight at most: after it was asked it is as good as empty. */
  readonly oneAtATime: boolean;
  /** How long a bell waits at the server. */
  readonly expiresMs: number;
  /** Ask again so often instead of being rung, and say so each time; null: be rung. */
  readonly pollEveryMs: number | null;
  readonly onEmpty: () => void;
};

/**
 * A worker's way to several lanes, shared by all that it runs at once: it asks the open lanes in the order of their
 * turns, one message at a time. A lane that turns out to be empty is closed, and has a bell that opens it again.
 *
 * LI1  A message is asked for only by who can take it now: nothing is hoarded, whatever the number of lanes.
 * LI2  Each lane is open, is being asked or has a bell, which rings at once if a message has come meanwhile: none is
 *      overlooked.
 * LI3  After `callOff` nothing is asked for; what was asked for is awaited and returned.
 */
export class LaneSource implements MessageSource {
  private readonly options: LaneSourceOptions;
  private readonly open = new Set<number>();
  private readonly bells = new Map<number, Bell>();
  private stopping = false;
  private news: () => void = () => undefined;
  private waiting: Promise<void> | null = null;

  constructor(options: LaneSourceOptions) {
    this.options = options;
    for (const n of options.lanes.keys()) {
      if (options.oneAtATime && options.pollEveryMs === null) this.close(n);
      else this.open.add(n);
    }
  }

  async next(): Promise<JobMessage | null> {
    for (const n of this.options.turns.order()) {
      if (this.stopping) return null;
      if (!this.open.has(n)) continue;
      const message = await this.take(n);
      if (message !== null) return message;
    }
    if (this.stopping || this.open.size > 0) return null;
    this.waiting ??= this.wait().finally(() => (this.waiting = null));
    await this.waiting;
    return null;
  }

  callOff(): Promise<void> {
    this.stopping = true;
    for (const bell of this.bells.values()) bell.cancel();
    this.news();
    return Promise.resolve();
  }

  private async take(n: number): Promise<JobMessage | null> {
    const { requests, lanes, oneAtATime } = this.options;
    const { consumer } = lanes[n] as Lane;
    if (oneAtATime) this.open.delete(n);
    try {
      const message = await requests.take(consumer, oneAtATime);
      if (message === null || oneAtATime) this.close(n);
      return message;
    } catch (thrown) {
      this.open.add(n);
      throw thrown;
    }
  }

  /** The lane is empty, as far as is known. */
  private close(n: number): void {
    const { requests, lanes, expiresMs, pollEveryMs } = this.options;
    this.open.delete(n);
    if (this.stopping || pollEveryMs !== null || this.bells.has(n)) return;
    try {
      this.bells.set(
        n,
        requests.bell((lanes[n] as Lane).consumer, expiresMs, (isExpired) => this.rang(n, isExpired)),
      );
    } catch {
      // The connection is gone: whoever asks this lane next is told so.
      this.reopen(n);
    }
  }

  private rang(n: number, isExpired: boolean): void {
    this.bells.delete(n);
    if (isExpired) this.close(n);
    else this.reopen(n);
  }

  private reopen(n: number): void {
    this.open.add(n);
    this.options.turns.rang(n);
    this.news();
  }

  private async wait(): Promise<void> {
    const { clock, pollEveryMs, onEmpty, lanes } = this.options;
    const news = new Promise<void>((tell) => (this.news = tell));
    if (pollEveryMs === null) return news;
    onEmpty();
    await Promise.race([clock.sleep(pollEveryMs), news]);
    for (const n of lanes.keys()) this.open.add(n);
  }
}
