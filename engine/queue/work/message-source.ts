import type { Clock } from "../../clock/clock.ts";
import type { JobMessage } from "../job-message.ts";
import type { Lane } from "../lanes.ts";
import type { Bell, LaneRequests } from "./lane-requests.ts";
import type { LaneScheduler } from "./lane-scheduler.ts";

/** Where a worker gets its next message from. */
export type MessageSource = {
  /** Returns the next message, or null if there was none for a while, or if the source was cancelled. */
  next(): Promise<JobMessage | null>;
  /** After this, `next` returns the messages that were already under way, and then null. */
  callOff(): Promise<void>;
  /** The connection is back. Earlier requests may never be answered, so the source must not wait for them for ever. */
  reconnected?(): void;
};

export type LaneSourceOptions = {
  readonly requests: LaneRequests;
  readonly lanes: readonly Lane[];
  readonly turns: LaneScheduler;
  readonly clock: Clock;
  /** True if each lane has at most one job in flight: after a message was taken, the lane counts as empty. */
  readonly oneAtATime: boolean;
  /** How long a bell waits at the server. */
  readonly expiresMs: number;
  /** Polls at this interval instead of using bells, and reports each poll; null: uses bells. */
  readonly pollEveryMs: number | null;
  readonly onEmpty: () => void;
};

/**
 * A message source for several lanes, shared by all jobs that the worker runs at once. It asks the open lanes in their order,
 * for one message at a time. A lane that turns out to be empty is closed, and gets a bell that opens it again.
 *
 * LI1  A message is requested only by a slot that can take it now: nothing is hoarded, however many lanes there are.
 * LI2  Each lane is open, is being asked, or has a bell, which rings at once if a message has arrived meanwhile. So no message
 *      is overlooked.
 *      A lost connection takes the bells with it: they ring when it is back.
 * LI3  After `callOff` nothing is requested; earlier requests are awaited and their messages returned.
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

  reconnected(): void {
    // The server has dropped the pulls behind the bells.
    for (const [n, bell] of [...this.bells]) {
      bell.cancel();
      this.rang(n, false);
    }
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
      // The connection is gone: the next request to this lane reports it.
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
