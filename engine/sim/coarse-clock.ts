import type { Clock, TimerHandle } from "../clock/clock.ts";
import type { Timing } from "./timing.ts";

/**
 * The coarse time that nats-server's stores use where exact time would be too expensive. It advances in steps, from the
 * creation of the first stream on. Without a stream it stands still.
 */
export class CoarseClock {
  private readonly stepMs: number;
  private readonly clock: Clock;
  private readonly unixNow: () => number;
  private users = 0;
  /** 0 before the first read. */
  private standsAt = 0;
  private step: TimerHandle | undefined;

  constructor(timing: Timing, clock: Clock, unixNow: () => number) {
    this.stepMs = timing.coarseStepMs;
    this.clock = clock;
    this.unixNow = unixNow;
  }

  now(): number {
    return this.stepMs === 0 ? this.unixNow() : (this.standsAt ||= this.unixNow());
  }

  use(): void {
    if (++this.users === 1 && this.stepMs > 0) this.goOn();
  }

  release(): void {
    if (--this.users === 0) this.clock.clearTimeout(this.step);
  }

  private goOn(): void {
    this.standsAt = this.unixNow();
    this.step = this.clock.setTimeout(() => this.goOn(), this.stepMs);
  }
}
