import type { Timing } from "./timing.ts";

/**
 * The time that nats-server's stores look at where the exact one would cost too much: it moves in steps, from the moment
 * at which the first stream was made. While there is none it stands still.
 */
export class CoarseClock {
  private readonly stepMs: number;
  private readonly unixNow: () => number;
  private users = 0;
  private since = 0;
  /** Where it stands while nobody uses it; 0 before anybody has looked. */
  private standsAt = 0;

  constructor(timing: Timing, unixNow: () => number) {
    this.stepMs = timing.coarseStepMs;
    this.unixNow = unixNow;
  }

  now(): number {
    if (this.stepMs === 0) return this.unixNow();
    if (this.users === 0) return (this.standsAt ||= this.unixNow());
    return this.since + Math.floor((this.unixNow() - this.since) / this.stepMs) * this.stepMs;
  }

  use(): void {
    if (++this.users === 1) this.since = this.unixNow();
  }

  release(): void {
    if (this.users === 1) this.standsAt = this.now();
    this.users--;
  }
}
