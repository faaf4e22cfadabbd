import type { MessageStore, StoredMessage } from "../stream/message-store.ts";
import type { DeliveryState } from "./delivery-state.ts";

/**
 * How many messages a consumer has yet to deliver for the first time, counted as nats-server counts: it is one too many
 * for each message below a start sequence that was not there yet, and for a single message that a purge took without the
 * consumer's filter being told. Whoever asks puts it right where it shows.
 */
export class Undelivered {
  count = 0;
  private readonly store: MessageStore;
  private readonly state: DeliveryState;
  /** Up to where the stream's messages were counted when it was last counted anew. */
  private countedUpTo = 0;

  constructor(store: MessageStore, state: DeliveryState) {
    this.store = store;
    this.state = state;
  }

  stored(seq: number): void {
    if (seq > this.countedUpTo) this.count++;
  }

  /** Nothing that is in the stream is left to deliver. */
  none(): void {
    this.count = 0;
    this.countedUpTo = this.store.lastSeq;
  }

  recount(counts: (message: StoredMessage) => boolean): void {
    this.none();
    for (const message of this.store) if (message.seq >= this.state.nextStreamSeq && counts(message)) this.count++;
  }

  /** As far as whoever asks is told. */
  shown(): number {
    const { lastSeq, count } = this.store;
    const { nextStreamSeq } = this.state;
    if (nextStreamSeq > lastSeq) this.count = 0;
    else if (this.count > 0) this.count = Math.min(this.count, count, lastSeq - nextStreamSeq + 1);
    return this.count;
  }
}
