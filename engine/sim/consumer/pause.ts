import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";

/** Until when a consumer delivers nothing. Its pulls wait meanwhile, and its acknowledgements count. */
export class Pause {
  private readonly env: Environment;
  private readonly timer: DeadlineTimer;
  private until = 0;

  /** `ended`: its time has passed. Nobody is told when a pause is taken back. */
  constructor(env: Environment, ended: () => void) {
    this.env = env;
    this.timer = new DeadlineTimer(env, ended);
  }

  /** Unix milliseconds; a moment that is past is no pause. */
  set(until: number): void {
    this.until = until;
    this.timer.cancel();
    if (this.isOn) this.timer.wakeBy(until);
  }

  /** Nobody is left to tell of its end. */
  forget(): void {
    this.timer.cancel();
  }

  get isOn(): boolean {
    return this.until > this.env.unixNow();
  }

  /** Whether nothing is delivered. */
  get holds(): boolean {
    return this.isOn && this.env.faults.keepsPauses;
  }

  get leftMs(): number {
    return this.until - this.env.unixNow();
  }
}
