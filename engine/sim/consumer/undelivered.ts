import type { MessageStore, StoredMessage } from "../stream/message-store.ts";
import type { DeliveryState } from "./delivery-state.ts";
import type { LastPerSubject } from "./last-per-subject.ts";
import type { SubjectFilter } from "./subject-filter.ts";

/**
 * The messages that a consumer has yet to deliver for the first time: which is next, and how many they are, counted as
 * nats-server counts: it is one too many for each message below a start sequence that was not there yet, and for a single message that a purge took without the
 * consumer's filter being told. Whoever asks puts it right where it shows.
 */
export class Undelivered {
  count = 0;
  private readonly store: MessageStore;
  private readonly state: DeliveryState;
  private readonly lasts: LastPerSubject | null;
  private readonly filter: SubjectFilter;
  /** Up to where the stream's messages were counted when it was last counted anew. */
  private countedUpTo = 0;

  constructor(store: MessageStore, state: DeliveryState, lasts: LastPerSubject | null, filter: SubjectFilter) {
    this.store = store;
    this.state = state;
    this.lasts = lasts;
    this.filter = filter;
  }

  /** The next one, counted as delivered; undefined where there is none, or the one whose turn it was is gone. */
  next(): StoredMessage | undefined {
    const { state, store, lasts, filter } = this;
    if (lasts !== null && !lasts.isOver) return this.nextLast(lasts);
    // Most calls end here; behind a list of last messages the count may be too low, and so it is where nothing is told.
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

  /** There was no way out for what `next` had given; false if it cannot be the next again. */
  putBack(seq: number): boolean {
    if (seq !== this.state.nextStreamSeq - 1) return false;
    this.state.nextStreamSeq--;
    this.count++;
    return true;
  }

  stored(seq: number): void {
    if (seq > this.countedUpTo) this.count++;
  }

  /** Nothing that is in the stream is left to deliver. */
  none(): void {
    this.count = 0;
    this.countedUpTo = this.store.lastSeq;
  }

  /** It goes on where a server before was. As in nats-server, which does not write the list of last messages down, it has none. */
  recovered(): void {
    this.lasts?.forget();
  }

  recount(): void {
    this.none();
    for (const message of this.store) if (message.seq >= this.state.nextStreamSeq && this.counts(message)) this.count++;
  }

  /** A consumer of the last messages counts the last ones, also when those are others than at first. */
  private counts({ seq, subject }: StoredMessage): boolean {
    return this.filter.matches(subject) && (this.lasts === null || this.store.lastOf(subject)?.seq === seq);
  }

  /** As a delivery tells it: where it was counted down too often, none. */
  get known(): number {
    return Math.max(0, this.count);
  }

  /** As far as whoever asks is told. */
  shown(): number {
    const { lastSeq, count } = this.store;
    const { nextStreamSeq } = this.state;
    if (nextStreamSeq > lastSeq) this.count = 0;
    else if (this.count > 0) this.count = Math.min(this.count, count, lastSeq - nextStreamSeq + 1);
    return this.known;
  }
}
