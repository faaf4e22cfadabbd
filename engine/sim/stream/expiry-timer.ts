import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";

const NEVER = Number.POSITIVE_INFINITY;
/** nats-server's longest time between two checks while the next expiry is uncertain. */
const SURE_LOOK_MS = 2_000;

/** Decides when a stream checks for expired messages. */
export interface ExpiryTimer {
  /** Sets the age limit; 0 for none. */
  limitAge(maxAgeMs: number, begin: Begin): void;
  /** Called for a stored message that expires at these Unix milliseconds: by its own TTL, and by age. */
  stored(ownEnd: number, oldEnd: number): void;
  looked(look: Look): void;
  stop(): void;
}

/** The result of a check at `now`, by the clock that the check uses: when the next messages expire. */
export type Look = {
  readonly nextOwn: number;
  readonly nextOld: number;
  readonly now: number;
  readonly isEmpty: boolean;
  /** Whether the stream is empty and no TTL is pending. */
  readonly isDone: boolean;
};

/** Whether the limit starts now even without messages, and if so, whether its end is noted. */
export type Begin = "with-messages" | "now" | "now-and-noted";

export function expiryTimer(env: Environment, run: () => void): ExpiryTimer {
  return env.timing.expiryLookMs === 0 ? new ExactTimer(env, run) : new RareTimer(env, run);
}

/** Checks exactly when a message expires. */
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

/** Checks as rarely as nats-server, which sets its timer when a message arrives and does not move it to an earlier moment. */
class RareTimer implements ExpiryTimer {
  private readonly env: Environment;
  private readonly timer: DeadlineTimer;
  private maxAgeMs = 0;
  /** The next expiry by a message's own TTL. */
  private ownEnd = NEVER;
  /** When the timer fires by the coarse clock; 0: not noted. */
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

  /** `inMs`: the time until the next message is too old, or 0. */
  private set(inMs: number, isEmpty: boolean): void {
    const now = this.env.unixNow();
    if (this.maxAgeMs <= 0 && this.ownEnd === NEVER) return this.timer.cancel();
    const surely = inMs === 0 && !isEmpty && this.maxAgeMs > 0 ? SURE_LOOK_MS : NEVER;
    const byAge = this.maxAgeMs > 0 ? this.maxAgeMs : NEVER;
    const untilOwn = this.ownEnd - now;
    const untilOld = inMs > 0 ? inMs : NEVER;
    // As in nats-server, a TTL that ends at this moment is ignored.
    const soonest = untilOwn === 0 ? Math.max(0, inMs) : Math.min(byAge, surely, untilOwn, untilOld);
    const waitMs = Math.max(soonest, this.env.timing.expiryLookMs);
    const lookBy = this.env.coarse.now() + waitMs;
    if (this.lookBy > 0 && lookBy > this.lookBy) return;
    this.lookBy = lookBy;
    this.timer.wakeAt(now + waitMs);
  }
}
