import { InternalError } from "../kernel/errors.ts";
import type { Clock, TimerHandle } from "./clock.ts";
import { macrotask } from "./platform.ts";
import { TimerHeap, type Timer } from "./timer-heap.ts";

/**
 * Virtual time: a run is a sequence of *ticks*. An owner is an actor incarnation, or the root (the runner and the broker).
 *
 * V1  A tick is one fired timer and all microtasks that follow from it, drained by a real macrotask.
 * V2  Timers fire in the total order (due, then creation); a delay is a whole number of at least 1 ms.
 * V3  Every timer belongs to the *owner* that was current when it was set. During a tick, the owner of its timer is the
 *     current owner. Everything that follows from a timer thus has the same owner, without async context tracking.
 * V4  A fenced owner's timers never fire, and it cannot set new ones: its sleeps and calls never settle.
 * V5  More than `maxTicksPerMs` ticks within one virtual millisecond stop the run with an error.
 * V6  A paused owner's timers wait. When it is resumed, the overdue ones fire at that moment, in their order (V2) and before
 *     other timers of that moment; the others fire when they are due. A tick during which the pause begins runs to its end.
 */
export type OwnerId = number;
/** The runner and the broker: never fenced, never paused. */
export const ROOT_OWNER: OwnerId = 0;

export type RunOptions = {
  /** The run ends after the first tick at whose end this returns true. */
  readonly done: () => boolean;
  /** The run ends before the first timer that is due later than this, in milliseconds. */
  readonly limitMs: number;
  /**
   * Called as the root owner after each tick, and once with 0 before the first. `nextDueMs` is when the next timer fires
   * (Infinity without one); until then, `advanceTo` may move the clock.
   */
  readonly afterTick?: (tick: number, nextDueMs: number) => void;
};
export type RunEnd = "done" | "limit" | "idle";

export class VirtualClock implements Clock {
  private readonly heap = new TimerHeap();
  private readonly fenced = new Set<OwnerId>();
  /** By paused owner: its timers that became due since the pause. */
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

  /** Stops `owner` for ever (V4). @throws InternalError for the root owner */
  fence(owner: OwnerId): void {
    if (owner === ROOT_OWNER) throw new InternalError("the root owner cannot be fenced");
    this.fenced.add(owner);
    this.held.delete(owner);
  }

  isFenced(owner: OwnerId): boolean {
    return this.fenced.has(owner);
  }

  /** Pauses `owner` at the end of this tick, until it is resumed or fenced (V6). @throws InternalError for the root owner */
  pause(owner: OwnerId): void {
    if (owner === ROOT_OWNER) throw new InternalError("the root owner cannot be paused");
    if (!this.held.has(owner) && !this.fenced.has(owner)) this.held.set(owner, []);
  }

  /** Resumes a paused owner; its overdue timers fire next, at this moment (V6). Does nothing if it is not paused. */
  resume(owner: OwnerId): void {
    const timers = this.held.get(owner) ?? [];
    this.held.delete(owner);
    for (const timer of timers) this.heap.push(timer);
  }

  /** Runs `body` synchronously with `owner` as the current owner. */
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

  /** Fires timers until `done`, `limitMs` or the last timer, and returns which. Rejects if a timer throws, or on V5. */
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
      // A macrotask first, so that the caller's pending microtasks run under the root owner.
      macrotask(step);
    });
  }

  /** Advances the time between two ticks without firing timers, to the next due timer at most. */
  advanceTo(ms: number): void {
    const nextDue = this.nextDue() ?? ms;
    if (ms > this.timeMs) this.timeMs = Math.min(ms, nextDue);
  }

  /** The same clock for the runner and the broker: all its timers belong to the root owner. */
  rooted(): Clock {
    return this.ownedBy(ROOT_OWNER);
  }

  /** The same clock for one owner: all its timers belong to that owner, whoever sets them. */
  ownedBy(owner: OwnerId): Clock {
    const setTimer = (run: () => void, delayMs: number) => this.setTimeout(run, delayMs, owner);
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

  /** When the next timer fires. A timer that became due during a pause fires now. */
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
        `virtual clock: found more than ${this.maxTicksPerMs} ticks at ${this.timeMs} ms; a loop does not wait`,
      );
    }
    this.ticks++;
    this.owner = timer.owner;
    const run = timer.run;
    timer.run = null;
    run?.();
  }
}
