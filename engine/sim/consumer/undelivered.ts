import type { MessageStore, StoredMessage } from "../stream/message-store.ts";
import type { DeliveryState } from "./delivery-state.ts";
import type { LastPerSubject } from "./last-per-subject.ts";
import type { SubjectFilter } from "./subject-filter.ts";

/**
 * The messages that a consumer has never delivered: the next one, and their number. Like nats-server, it counts one too many
 * for each message below a start sequence that did not exist yet, and for a single message that a purge removed without a
 * notification. `shown` corrects the number.
 */
export class Undelivered {
  count = 0;
  private readonly store: MessageStore;
  private readonly state: DeliveryState;
  private readonly lasts: LastPerSubject | null;
  private readonly filter: SubjectFilter;
  /** The last sequence that the latest full count included. */
  private countedUpTo = 0;

  constructor(store: MessageStore, state: DeliveryState, lasts: LastPerSubject | null, filter: SubjectFilter) {
    this.store = store;
    this.state = state;
    this.lasts = lasts;
    this.filter = filter;
  }

  /** The next message, counted as delivered; undefined if there is none, or if the next one was removed. */
  next(): StoredMessage | undefined {
    const { state, store, lasts, filter } = this;
    if (lasts !== null && !lasts.isOver) return this.nextLast(lasts);
    // Most calls end here. The count may be too low after a list of last messages, or without notifications.
    const mayBeMore = this.count > 0 || lasts !== null || filter.isDeaf;
    const message = mayBeMore ? store.next(state.nextStreamSeq, filter.matches) : undefined;
    if (message === undefined) {
      state.passOver(store.lastSeq);
      this.none();
      return undefined;
    }
    state.goPast(message.seq);
    this.count--;
    return message;
  }

  private nextLast(lasts: LastPerSubject): StoredMessage | undefined {
    const { seq, passed } = lasts.take();
    this.state.goPast(passed);
    const message = this.store.get(seq);
    if (message !== undefined) this.count--;
    return message;
  }

  /** Returns a message of `next` that could not be sent; false if it cannot be the next one again. */
  putBack(seq: number): boolean {
    if (seq !== this.state.nextStreamSeq - 1) return false;
    this.state.nextStreamSeq--;
    this.count++;
    return true;
  }

  stored(seq: number): void {
    if (seq > this.countedUpTo) this.count++;
  }

  /** All messages of the stream have been delivered or skipped. */
  none(): void {
    this.count = 0;
    this.countedUpTo = this.store.lastSeq;
  }

  /** Called after recovery from disk. As in nats-server, the list of last messages is not on disk and is lost. */
  recovered(): void {
    this.lasts?.forget();
  }

  recount(): void {
    this.none();
    for (const message of this.store) if (message.seq >= this.state.nextStreamSeq && this.counts(message)) this.count++;
  }

  /** Whether a message counts. With last_per_subject only the currently last messages of their subjects count. */
  private counts({ seq, subject }: StoredMessage): boolean {
    return this.filter.matches(subject) && (this.lasts === null || this.store.lastOf(subject)?.seq === seq);
  }

  /** The number that a delivery reports; never negative. */
  get known(): number {
    return Math.max(0, this.count);
  }

  /** The number that consumer info reports. */
  shown(): number {
    const { lastSeq, count } = this.store;
    const { nextStreamSeq } = this.state;
    if (nextStreamSeq > lastSeq) this.count = 0;
    else if (this.count > 0) this.count = Math.min(this.count, count, lastSeq - nextStreamSeq + 1);
    return this.known;
  }
}
