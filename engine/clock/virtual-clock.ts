import { InternalError } from "../kernel/errors.ts";
import type { Clock, TimerHandle } from "./clock.ts";
import { macrotask } from "./platform.ts";
import { TimerHeap, type Timer } from "./timer-heap.ts";

/**
 * Virtual time: a run is a sequence of *ticks*, and nothing else happens.
 *
 * V1  A tick is one fired timer and all microtasks that follow from it, drained through a real macrotask.
 * V2  Timers fire in the total order (due, then creation); a delay is a whole number of at least 1 ms.
 * V3  Every timer has an *owner*: the one who was running when it was set. While a tick runs, its timer's owner is the
 *     current owner, so whatever follows from a timer belongs to the same owner without any async context tracking.
 * V4  A fenced owner's timers never fire and cannot be set: its sleeps and calls never settle.
 * V5  More than `maxTicksPerMs` ticks within one virtual millisecond stop the run with an error.
 * V6  A paused owner's timers wait. At its resumption those that came due meanwhile fire at that moment, in their order
 *     (V2) and so ahead of whatever else is due then; the others fire at their time. A tick in which the pause falls is
 *     finished: it is one piece (V1).
 */
export type OwnerId = number;
/** The runner and the broker: never fenced, never paused. */
export const ROOT_OWNER: OwnerId = 0;

export type RunOptions = {
  /** The run ends after the tick in which this first says true. */
  readonly done: () => boolean;
  /** The run ends before the first timer that is due later than this. */
  readonly limitMs: number;
  /**
   * Called after each tick's drain, as the root owner, and once before the first with 0. `nextDueMs` is when the next
   * timer fires (Infinity without one): until then `advanceTo` may move the clock.
   */
  readonly afterTick?: (tick: number, nextDueMs: number) => void;
};
export type RunEnd = "done" | "limit" | "idle";

export class VirtualClock implements Clock {
  private readonly heap = new TimerHeap();
  private readonly fenced = new Set<OwnerId>();
  /** By paused owner: its timers that have come up since. */
  private readonly held = new Map<OwnerId, Timer[]>();
  private readonly maxTicksPerMs: number;
  private timeMs = 0;
  private ticks = 0;
  private lastTickMs = 0;
  private ticksThisMs = 0;
  private created = 0;
  private owners = 0;
  private owner: OwnerId = ROOT_OWNER;

  constructor(options: { readonly maxTicksPerMs?: number } = {}) {
    this.maxTicksPerMs = options.maxTicksPerMs ?? 10_000;
  }

  now(): number {
    return this.timeMs;
  }

  /** How many ticks have begun. */
  get tick(): number {
    return this.ticks;
  }

  get currentOwner(): OwnerId {
    return this.owner;
  }

  newOwner(): OwnerId {
    return ++this.owners;
  }

  /** From now on nothing of `owner` happens (V4). */
  fence(owner: OwnerId): void {
    if (owner === ROOT_OWNER) throw new InternalError("the root owner cannot be fenced");
    this.fenced.add(owner);
    this.held.delete(owner);
  }

  isFenced(owner: OwnerId): boolean {
    return this.fenced.has(owner);
  }

  /** From the end of this tick on nothing of `owner` happens, until it is resumed or fenced (V6). */
  pause(owner: OwnerId): void {
    if (owner === ROOT_OWNER) throw new InternalError("the root owner cannot be paused");
    if (!this.held.has(owner) && !this.fenced.has(owner)) this.held.set(owner, []);
  }

  /** What has waited comes next, at this moment (V6). Does nothing for an owner that is not paused. */
  resume(owner: OwnerId): void {
    const timers = this.held.get(owner) ?? [];
    this.held.delete(owner);
    for (const timer of timers) this.heap.push(timer);
  }

  /** Runs `body` synchronously with `owner` as the one who sets timers. */
  runAs<T>(owner: OwnerId, body: () => T): T {
    const before = this.owner;
    this.owner = owner;
    try {
      return body();
    } finally {
      this.owner = before;
    }
  }

  setTimeout(run: () => void, delayMs: number, owner: OwnerId = this.owner): TimerHandle {
    const delay = Math.max(1, Math.round(Number.isFinite(delayMs) ? delayMs : 0));
    const timer: Timer = { due: this.timeMs + delay, order: ++this.created, owner, run };
    if (this.fenced.has(owner)) timer.run = null;
    else this.heap.push(timer);
    return timer as unknown as TimerHandle;
  }

  clearTimeout(handle: TimerHandle | undefined): void {
    if (handle !== undefined) (handle as unknown as Timer).run = null;
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((wake) => void this.setTimeout(wake, delayMs));
  }

  /** Fires timers until `done`, `limitMs` or the last timer; says which. Rejects with what a timer threw, or on V5. */
  run(options: RunOptions): Promise<RunEnd> {
    return new Promise((resolve, reject) => {
      const finish = (end: RunEnd) => {
        this.owner = ROOT_OWNER;
        resolve(end);
      };
      const step = () => {
        try {
          this.owner = ROOT_OWNER;
          options.afterTick?.(this.ticks, this.nextDue() ?? Number.POSITIVE_INFINITY);
          if (options.done()) return finish("done");
          const next = this.nextTimer();
          if (next === undefined) return finish("idle");
          if (next.due > options.limitMs) return finish("limit");
          this.fire(next);
          macrotask(step);
        } catch (thrown) {
          this.owner = ROOT_OWNER;
          reject(thrown);
        }
      };
      // A macrotask first, so that what the caller began before `run` has drained under the root owner.
      macrotask(step);
    });
  }

  /** Lets time pass between two ticks, without firing anything. */
  advanceTo(ms: number): void {
    const nextDue = this.nextDue() ?? ms;
    if (ms > this.timeMs) this.timeMs = Math.min(ms, nextDue);
  }

  /** The same time with every timer set by the root owner, whoever is running: for the runner's own use. */
  rooted(): Clock {
    const setTimer = (run: () => void, delayMs: number) => this.setTimeout(run, delayMs, ROOT_OWNER);
    return {
      now: () => this.timeMs,
      setTimeout: setTimer,
      clearTimeout: (timer) => this.clearTimeout(timer),
      sleep: (delayMs) => new Promise((wake) => void setTimer(wake, delayMs)),
    };
  }

  private nextTimer(): Timer | undefined {
    for (;;) {
      const next = this.heap.peek();
      if (next === undefined) return undefined;
      const waiting = this.held.get(next.owner);
      if (waiting) {
        this.heap.pop();
        waiting.push(next);
      } else if (this.fenced.has(next.owner)) next.run = null;
      else return next;
    }
  }

  /** When the next timer fires: now, if it came due while its owner was paused. */
  private nextDue(): number | undefined {
    const next = this.nextTimer();
    return next && Math.max(next.due, this.timeMs);
  }

  private fire(timer: Timer): void {
    this.heap.pop();
    this.timeMs = Math.max(timer.due, this.timeMs);
    if (this.timeMs !== this.lastTickMs) {
      this.lastTickMs = this.timeMs;
      this.ticksThisMs = 0;
    }
    if (++this.ticksThisMs > this.maxTicksPerMs) {
      throw new InternalError(
        `more than ${this.maxTicksPerMs} ticks at ${this.timeMs} ms: something repeats without waiting`,
      );
    }
    this.ticks++;
    this.owner = timer.owner;
    const run = timer.run;
    timer.run = null;
    run?.();
  }
}
