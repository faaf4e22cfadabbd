import type { TimerHandle } from "../clock/clock.ts";
import type { Environment } from "./environment.ts";

/**
 * One lazy timer for many deadlines, because every timer that fires is a tick and most deadlines are cancelled before.
 *
 * T1  At most one timer is set.
 * T2  It fires no later than the earliest requested deadline; `run` then checks the state and requests the next one.
 */
export class DeadlineTimer {
  private readonly env: Environment;
  private readonly run: () => void;
  private timer: TimerHandle | undefined;
  private dueAt = Number.POSITIVE_INFINITY;

  constructor(env: Environment, run: () => void) {
    this.env = env;
    this.run = run;
  }

  /** Fires at `unixMs` or earlier. */
  wakeBy(unixMs: number): void {
    if (unixMs >= this.dueAt) return;
    this.cancel();
    this.dueAt = unixMs;
    this.timer = this.env.clock.setTimeout(
      () => {
        this.timer = undefined;
        this.dueAt = Number.POSITIVE_INFINITY;
        this.run();
      },
      Math.ceil(unixMs - this.env.unixNow()),
    );
  }

  get isSet(): boolean {
    return this.timer !== undefined;
  }

  /** Fires at `unixMs` and forgets earlier requests. */
  wakeAt(unixMs: number): void {
    this.cancel();
    this.wakeBy(unixMs);
  }

  cancel(): void {
    this.env.clock.clearTimeout(this.timer);
    this.timer = undefined;
    this.dueAt = Number.POSITIVE_INFINITY;
  }
}
