import type { Environment } from "../environment.ts";
import { type Begin, type ExpiryTimer, expiryTimer } from "./expiry-timer.ts";
import type { MessageStore, StoredMessage } from "./message-store.ts";
import { NEVER } from "./message-ttl.ts";
import { TtlWheel } from "./ttl-wheel.ts";

/**
 * Removes expired messages, by the stream's max_age or by their own TTL.
 *
 * E1  A message expires at its own TTL or at max_age, whichever comes first. A message with the TTL 'never' outlives max_age.
 * E2  It expires exactly. (nats-server is up to a second late with TTLs.)
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
   * `end` removes a message, or returns the moment of the next attempt. `run` must call `expire` and then notify the stream's
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

  /** Sets the age limit from now on; 0 for none. */
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
    // Also for a message that never expires: if checks are rare, the first message starts them (memStore.storeRawMsg).
    this.timer.stored(ownEnd, oldEnd);
  }

  /** Called when one message was removed. (Not called when many are removed at once.) */
  removed(seq: number): void {
    this.ownEnds.remove(seq);
  }

  stop(): void {
    this.timer.stop();
  }

  /** Removes the messages that have expired by now. */
  expire(): void {
    const now = this.isOnDisk ? this.env.coarse.now() : this.env.unixNow();
    const nextOld = this.endOld(now);
    const isDone = this.endOwn(this.env.unixNow()) && this.store.count === 0;
    this.timer.looked({ nextOwn: this.ownEnds.next, nextOld, now, isEmpty: this.store.count === 0, isDone });
  }

  /** Removes messages whose own TTL is over. Returns whether no message with a TTL is left. */
  private endOwn(now: number): boolean {
    const over = this.ownEnds.over(now);
    // In memory, nats-server ignores TTLs beyond max_age, which removes the message anyway.
    const horizon = !this.isOnDisk && this.maxAgeMs > 0 ? now + this.maxAgeMs : Number.POSITIVE_INFINITY;
    const isDone = this.ownEnds.next >= horizon;
    for (const seq of over) {
      const message = this.store.get(seq);
      if (message === undefined) this.removed(seq);
      else this.endNow(message);
    }
    // With rare checks, removed TTLs are forgotten only at the next check, which may hide later ones until then.
    if (this.env.timing.expiryLookMs === 0) this.ownEnds.settle();
    return isDone;
  }

  private endNow(message: StoredMessage): void {
    const again = this.end(message);
    // Rare checks repeat anyway; an exact one must be requested.
    if (this.env.timing.expiryLookMs > 0 || again === Number.POSITIVE_INFINITY) return;
    this.ownEnds.remove(message.seq);
    this.ownEnds.add(message.seq, again);
  }

  /** Removes messages that are too old. Returns when the next one will be. */
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
