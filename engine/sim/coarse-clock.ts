import type { Clock, TimerHandle } from "../clock/clock.ts";
import type { Timing } from "./timing.ts";

/**
 * The time that nats-server's stores look at where the exact one would cost too much: it moves in steps, from the moment
 * at which the first stream was made. While there is none it stands still.
 */
export class CoarseClock {
  private readonly stepMs: number;
  private readonly clock: Clock;
  private readonly unixNow: () => number;
  private users = 0;
  /** 0 before anybody has looked. */
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
