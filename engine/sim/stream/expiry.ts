import type { Environment } from "../environment.ts";
import { type Begin, type ExpiryTimer, expiryTimer } from "./expiry-timer.ts";
import type { MessageStore, StoredMessage } from "./message-store.ts";
import { NEVER } from "./message-ttl.ts";
import { TtlWheel } from "./ttl-wheel.ts";

/**
 * Ends messages whose time is over: the stream's max_age, or their own TTL.
 *
 * E1  a message ends at its own TTL or at max_age, whichever comes first; one that never ends outlives max_age;
 * E2  it ends at its millisecond. (nats-server is up to a second late with TTLs.)
 */
export class Expiry {
  private readonly env: Environment;
  private readonly store: MessageStore;
  private readonly end: (message: StoredMessage) => number;
  private readonly timer: ExpiryTimer;
  private readonly isOnDisk: boolean;
  private readonly ownEnds = new TtlWheel();
  private readonly endless = new Set<number>();
  private maxAgeMs = 0;

  /**
   * `end` removes a message, or returns when it is to be asked again; `run` is to call `expire` and then tell the stream's
   * observers.
   */
  constructor(
    env: Environment,
    store: MessageStore,
    isOnDisk: boolean,
    end: (message: StoredMessage) => number,
    run: () => void,
  ) {
    this.env = env;
    this.store = store;
    this.end = end;
    this.isOnDisk = isOnDisk;
    this.timer = expiryTimer(env, run);
  }

  /** From now on; 0 for no limit. */
  limitAge(maxAgeMs: number, begin: Begin): void {
    this.maxAgeMs = maxAgeMs;
    this.timer.limitAge(maxAgeMs, begin);
  }

  stored({ seq, at }: StoredMessage, ttlMs: number): void {
    const isEndless = ttlMs === NEVER;
    if (isEndless) this.endless.add(seq);
    else if (ttlMs > 0) this.ownEnds.add(seq, at + ttlMs);
    const ownEnd = ttlMs > 0 ? at + ttlMs : Number.POSITIVE_INFINITY;
    const oldEnd = this.maxAgeMs > 0 && !isEndless ? at + this.maxAgeMs : Number.POSITIVE_INFINITY;
    // Of one that never ends too: where looks are rare, the first message sets them going (memStore.storeRawMsg).
    this.timer.stored(ownEnd, oldEnd);
  }

  /** One message is gone. (Of many at once nobody tells it.) */
  removed(seq: number): void {
    this.ownEnds.remove(seq);
  }

  stop(): void {
    this.timer.stop();
  }

  /** Ends what is over by now. */
  expire(): void {
    const now = this.isOnDisk ? this.env.coarse.now() : this.env.unixNow();
    const nextOld = this.endOld(now);
    const isDone = this.endOwn(this.env.unixNow()) && this.store.count === 0;
    this.timer.looked({ nextOwn: this.ownEnds.next, nextOld, now, isEmpty: this.store.count === 0, isDone });
  }

  /** Ends what has used up its own TTL. Returns whether none is left that will. */
  private endOwn(now: number): boolean {
    const over = this.ownEnds.over(now);
    // In memory nats-server does not look beyond max_age, which would end the message anyway.
    const horizon = !this.isOnDisk && this.maxAgeMs > 0 ? now + this.maxAgeMs : Number.POSITIVE_INFINITY;
    const isDone = this.ownEnds.next >= horizon;
    for (const seq of over) {
      const message = this.store.get(seq);
      if (message === undefined) this.removed(seq);
      else this.endNow(message);
    }
    // Where looks are rare, what has ended is forgotten only at the next one, and what comes then is not seen before that.
    if (this.env.timing.expiryLookMs === 0) this.ownEnds.settle();
    return isDone;
  }

  private endNow(message: StoredMessage): void {
    const again = this.end(message);
    // Where looks are rare they come often enough; where they are exact, one must be asked for.
    if (this.env.timing.expiryLookMs > 0 || again === Number.POSITIVE_INFINITY) return;
    this.ownEnds.remove(message.seq);
    this.ownEnds.add(message.seq, again);
  }

  /** Returns when the next message will be too old. */
  private endOld(now: number): number {
    if (this.maxAgeMs <= 0) return Number.POSITIVE_INFINITY;
    for (const seq of this.endless) if (this.store.get(seq) === undefined) this.endless.delete(seq);
    let seq = this.store.firstSeq;
    for (let message = this.store.next(seq); message !== undefined; message = this.store.next(seq)) {
      seq = message.seq + 1;
      if (message.at + this.maxAgeMs > now) return message.at + this.maxAgeMs;
      if (!this.endless.has(message.seq)) this.endNow(message);
    }
    return Number.POSITIVE_INFINITY;
  }
}
