import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";

/**
 * When a consumer looks again at those who wait for its messages.
 *
 * NL1  a look is planned with what is due next, and happens then, though the pull that it was for may be gone: what has
 *      become deliverable since, without anything that wakes the consumer, goes out with that look;
 * NL2  a look that is owed happens no later than the timer fires.
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

  /** The consumer is to be looked at, once whoever asked has been answered or all that came with it has been read. */
  get isOwed(): boolean {
    return this.owed;
  }

  owe(): void {
    this.owed = true;
  }

  /** It has been looked at, and `due` is when something is to be done next. */
  plan(due: number): void {
    this.owed = false;
    const now = this.env.unixNow();
    this.at = due > now ? due : now + this.env.timing.pullSlackMs;
    this.timer.wakeBy(this.at);
  }

  /** As `owe`, with a timer of its own. */
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
