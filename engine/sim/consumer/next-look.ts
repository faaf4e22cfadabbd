import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";

/**
 * When a consumer checks its waiting pulls again.
 *
 * NL1  A check is planned for the next due moment and happens then, even if its pull has ended. It also delivers messages that
 *      became deliverable meanwhile without an event that triggers a delivery.
 * NL2  A pending check happens no later than the timer fires.
 */
export class NextLook {
  private readonly env: Environment;
  private readonly look: () => void;
  private readonly timer: DeadlineTimer;
  private at = Number.POSITIVE_INFINITY;
  private owed = false;

  constructor(env: Environment, look: () => void) {
    this.env = env;
    this.look = look;
    this.timer = new DeadlineTimer(env, () => this.fired());
  }

  /** A check is pending, after the answer to the current request or after all that arrived together is read. */
  get isOwed(): boolean {
    return this.owed;
  }

  owe(): void {
    this.owed = true;
  }

  /** The check is done; the next one is due at `due`. */
  plan(due: number): void {
    this.owed = false;
    const now = this.env.unixNow();
    this.at = due > now ? due : now + this.env.timing.pullSlackMs;
    this.timer.wakeBy(this.at);
  }

  /** Like `owe`, with its own timer. */
  oweSoon(): void {
    this.owed = true;
    this.timer.wakeBy(this.env.unixNow());
  }

  cancel(): void {
    this.timer.cancel();
  }

  private fired(): void {
    if (!this.owed && this.at > this.env.unixNow()) this.timer.wakeBy(this.at);
    else this.look();
  }
}
