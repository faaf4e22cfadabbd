import type { MessageStore } from "./message-store.ts";

/** Somebody who may need messages, as far as it is written down. */
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
 * From where on a stream that keeps what somebody needs is needed at all. nats-server's checkInterestState, which it asks
 * when a consumer changes whose floor is beyond the stream, because then there are fewer than no messages to look through.
 *
 * IC1  of each observer it notes a floor below which it need not look again, and that only rises;
 * IC2  an observer whose floor is beyond the stream is not looked at: as long as there is one that never was, nothing is
 *      held to be needed, whatever the others need.
 */
export class InterestCheck<Observer extends Interested> {
  private readonly store: MessageStore;
  private readonly acknowledged: (seq: number, by: Observer) => boolean;
  private readonly floors = new WeakMap<Observer, number>();

  /** `acknowledged`: an observer is done with a message; returns whether it is gone then. */
  constructor(store: MessageStore, acknowledged: (seq: number, by: Observer) => boolean) {
    this.store = store;
    this.acknowledged = acknowledged;
  }

  /** The first sequence that is needed; 0 where that is not known (IC2). */
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

  /** What has been delivered to it and is not pending was perhaps never acknowledged to the stream. */
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
