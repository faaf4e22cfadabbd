import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";
import { NANOS_PER_MS } from "../wire/go-format.ts";

/**
 * Ends a consumer that was inactive for its inactive_threshold: no pull arrived, none waits, and no message is pending.
 * nats-server adds up to a second of jitter; this is exact.
 */
export class InactivityWatch {
  private readonly env: Environment;
  private readonly isBusy: () => boolean;
  private readonly end: () => void;
  private readonly timer: DeadlineTimer;
  private thresholdMs = 0;
  private lastUse: number;

  constructor(env: Environment, isBusy: () => boolean, end: () => void) {
    this.env = env;
    this.isBusy = isBusy;
    this.end = end;
    this.lastUse = env.unixNow();
    this.timer = new DeadlineTimer(env, () => this.check());
  }

  /** Starts to watch with this threshold in nanoseconds; 0 stops. */
  watch(thresholdNs = 0): void {
    const thresholdMs = thresholdNs / NANOS_PER_MS;
    this.thresholdMs = thresholdMs;
    this.timer.cancel();
    if (thresholdMs > 0) this.timer.wakeBy(this.env.unixNow() + thresholdMs);
  }

  noteUse(): void {
    this.lastUse = this.env.unixNow();
  }

  private check(): void {
    const now = this.env.unixNow();
    const from = this.isBusy() ? now : this.lastUse;
    if (from + this.thresholdMs > now) this.timer.wakeBy(from + this.thresholdMs);
    else this.end();
  }
}
