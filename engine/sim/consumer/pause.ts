import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";

/** The pause of a consumer, during which it delivers nothing. Its pulls wait, and acknowledgements count. */
export class Pause {
  private readonly env: Environment;
  private readonly timer: DeadlineTimer;
  private until = 0;

  /** `ended` is called when the pause's time has passed, but not when the pause is cancelled. */
  constructor(env: Environment, ended: () => void) {
    this.env = env;
    this.timer = new DeadlineTimer(env, ended);
  }

  /** Pauses until `until`, in Unix milliseconds. A past moment cancels the pause. */
  set(until: number): void {
    this.until = until;
    this.timer.cancel();
    if (this.isOn) this.timer.wakeBy(until);
  }

  /** Does not call `ended` any more. */
  forget(): void {
    this.timer.cancel();
  }

  get isOn(): boolean {
    return this.until > this.env.unixNow();
  }

  /** Whether the consumer is paused. */
  get holds(): boolean {
    return this.isOn && this.env.faults.keepsPauses;
  }

  get leftMs(): number {
    return this.until - this.env.unixNow();
  }
}
