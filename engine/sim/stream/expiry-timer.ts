import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";

const NEVER = Number.POSITIVE_INFINITY;
/** nats-server looks at least this often while it waits for more than it knows. */
const SURE_LOOK_MS = 2_000;

/** When a stream looks for messages whose time is over. */
export interface ExpiryTimer {
  /** A new limit; 0 for none. */
  limitAge(maxAgeMs: number, begin: Begin): void;
  /** A message was stored that ends at these Unix milliseconds: by its own TTL, and by age. */
  stored(ownEnd: number, oldEnd: number): void;
  looked(look: Look): void;
  stop(): void;
}

/** The stream has looked at `now`, by whichever clock it looks at, and this is when the next ones end. */
export type Look = {
  readonly nextOwn: number;
  readonly nextOld: number;
  readonly now: number;
  readonly isEmpty: boolean;
  /** It is empty, and no TTL is waited for. */
  readonly isDone: boolean;
};

/** Whether the limit counts from now on even if there are no messages, and if so whether its end is noted. */
export type Begin = "with-messages" | "now" | "now-and-noted";

export function expiryTimer(env: Environment, run: () => void): ExpiryTimer {
  return env.timing.expiryLookMs === 0 ? new ExactTimer(env, run) : new RareTimer(env, run);
}

/** Looks whenever a message ends. */
class ExactTimer implements ExpiryTimer {
  private readonly timer: DeadlineTimer;

  constructor(env: Environment, run: () => void) {
    this.timer = new DeadlineTimer(env, run);
  }

  limitAge(): void {
    this.timer.cancel();
  }

  stored(ownEnd: number, oldEnd: number): void {
    this.timer.wakeBy(Math.min(ownEnd, oldEnd));
  }

  looked({ nextOwn, nextOld }: Look): void {
    this.timer.wakeBy(Math.min(nextOwn, nextOld));
  }

  stop(): void {
    this.timer.cancel();
  }
}

/** Looks as seldom as nats-server does: it sets its timer by what it knows when a message comes, and then not too early. */
class RareTimer implements ExpiryTimer {
  private readonly env: Environment;
  private readonly timer: DeadlineTimer;
  private maxAgeMs = 0;
  /** The next end by an own TTL. */
  private ownEnd = NEVER;
  /** When it fires by the coarse clock; 0 when that was not noted. */
  private lookBy = 0;
  private isLooking = false;

  constructor(env: Environment, run: () => void) {
    this.env = env;
    this.timer = new DeadlineTimer(env, () => {
      this.isLooking = true;
      run();
    });
  }

  limitAge(maxAgeMs: number, begin: Begin): void {
    this.maxAgeMs = maxAgeMs;
    if (maxAgeMs === 0) this.stop();
    else if (begin === "now-and-noted") this.set(0, true);
    else if (begin === "now" && !this.timer.isSet) this.begin();
  }

  stored(ownEnd: number): void {
    this.ownEnd = Math.min(this.ownEnd, ownEnd);
    if (this.isLooking) return;
    if (ownEnd < NEVER) this.set(0, false);
    else if (this.maxAgeMs > 0 && !this.timer.isSet) this.begin();
  }

  looked({ nextOwn, nextOld, now, isEmpty, isDone }: Look): void {
    this.isLooking = false;
    this.lookBy = 0;
    this.ownEnd = nextOwn;
    if (isDone) this.stop();
    else this.set(nextOld === NEVER ? 0 : nextOld - now, isEmpty);
  }

  stop(): void {
    this.timer.cancel();
    this.lookBy = 0;
  }

  private begin(): void {
    this.timer.wakeAt(this.env.unixNow() + this.maxAgeMs);
  }

  /** `inMs`: when the next message is too old, or 0. */
  private set(inMs: number, isEmpty: boolean): void {
    const now = this.env.unixNow();
    if (this.maxAgeMs <= 0 && this.ownEnd === NEVER) return this.timer.cancel();
    const surely = inMs === 0 && !isEmpty && this.maxAgeMs > 0 ? SURE_LOOK_MS : NEVER;
    const byAge = this.maxAgeMs > 0 ? this.maxAgeMs : NEVER;
    const untilOwn = this.ownEnd - now;
    const untilOld = inMs > 0 ? inMs : NEVER;
    // A TTL that ends in this very moment counts in nats-server as none.
    const soonest = untilOwn === 0 ? Math.max(0, inMs) : Math.min(byAge, surely, untilOwn, untilOld);
    const waitMs = Math.max(soonest, this.env.timing.expiryLookMs);
    const lookBy = this.env.coarse.now() + waitMs;
    if (this.lookBy > 0 && lookBy > this.lookBy) return;
    this.lookBy = lookBy;
    this.timer.wakeAt(now + waitMs);
  }
}
