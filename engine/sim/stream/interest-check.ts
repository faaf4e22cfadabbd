import type { MessageStore } from "./message-store.ts";

/** An observer that may need messages, by its recorded state. */
export interface Interested {
  readonly state: { readonly record: WrittenDown };
  accepts(subject: string): boolean;
}

type WrittenDown = {
  readonly ackFloor: { readonly stream: number };
  readonly delivered: { readonly stream: number };
  readonly hasPending: boolean;
  isPending(seq: number): boolean;
};

/**
 * Finds the first message that any observer needs, in a stream with interest retention: checkInterestState of nats-server.
 * It runs when a consumer changes whose floor is beyond the stream, because the number of messages to check is then negative.
 *
 * IC1  For each observer it keeps a floor below which it does not check again. The floor only rises.
 * IC2  It skips an observer whose floor is beyond the stream. While an observer has never been checked, the first needed
 *      message is unknown, whatever the others need.
 */
export class InterestCheck<Observer extends Interested> {
  private readonly store: MessageStore;
  private readonly acknowledged: (seq: number, by: Observer) => boolean;
  private readonly floors = new WeakMap<Observer, number>();

  /** `acknowledged`: reports that an observer no longer needs a message. Returns whether the message was removed. */
  constructor(store: MessageStore, acknowledged: (seq: number, by: Observer) => boolean) {
    this.store = store;
    this.acknowledged = acknowledged;
  }

  /** The first needed sequence; 0 if it is unknown (IC2). */
  firstNeeded(observers: Iterable<Observer>): number {
    let first = this.store.lastSeq + 1;
    for (const observer of observers) first = Math.min(first, this.floorOf(observer));
    return first;
  }

  private floorOf(observer: Observer): number {
    const known = this.floors.get(observer) ?? 0;
    const { record } = observer.state;
    if (record.ackFloor.stream > this.store.lastSeq) return known;
    const floor = Math.max(known, this.look(observer, record, known));
    this.floors.set(observer, floor);
    return floor;
  }

  /** Checks an observer. A delivered message that is not pending may not have been acknowledged to the stream. */
  private look(observer: Observer, record: WrittenDown, from: number): number {
    const { store } = this;
    const lastSeq = store.lastSeq;
    const ackFloor = record.ackFloor.stream;
    const delivered = record.hasPending ? Math.max(ackFloor, record.delivered.stream) : ackFloor;
    const accepts = (subject: string) => observer.accepts(subject);
    let first = 0;
    let next = store.next(from, accepts);
    for (; next !== undefined && next.seq <= delivered; next = store.next(next.seq + 1, accepts)) {
      const { seq } = next;
      const isGone = (seq <= ackFloor || !record.isPending(seq)) && this.acknowledged(seq, observer);
      if (first === 0 && (isGone || seq > ackFloor)) first = seq;
    }
    if (first > 0) return first;
    return store.next(ackFloor + 1, accepts)?.seq ?? lastSeq + 1;
  }
}
