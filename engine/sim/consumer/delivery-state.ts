import type { ConsumerConfig } from "./consumer-config.ts";
import type { Heartbeat } from "./outlet.ts";
import { RecordedState } from "./recorded-state.ts";
import { StateWriter, type WrittenState } from "./written-state.ts";

/**
 * Which messages of a consumer are out, which must go out again, and how often each went: data and rules, no effects.
 *
 * C1  a message is *pending* from its first delivery until it is acknowledged, terminated, removed or given up;
 * C2  only pending messages are ever queued for redelivery, each at most once, and redeliveries go before new messages;
 * C3  the delivery count of a message is 1 + its redeliveries, and is forgotten when it is acknowledged;
 * C4  no fencing: whoever names a pending sequence acts on it, whichever delivery it holds;
 * C5  below the ack floor nothing is pending.
 *
 * The rules are nats-server's own (server/consumer.go), down to the number that a stale acknowledgement leaves behind.
 */
export type Pending = {
  /** The consumer sequence of the first delivery; redeliveries keep it. */
  readonly deliverySeq: number;
  /** From when ack_wait counts, in Unix milliseconds. A delayed nak moves it. */
  since: number;
  /**
   * The same for a server that finds this on disk. As in nats-server that is when the *message* was stored, to the second:
   * after a crash a lease is over as soon as its message is older than ack_wait, whoever is at it.
   */
  sinceOnDisk: number;
};
export type Floor = { consumer: number; stream: number };

export class DeliveryState {
  readonly pending = new Map<number, Pending>();
  readonly ackFloor: Floor;
  nextStreamSeq: number;
  nextDeliverySeq = 1;
  /** What is reported of all this. */
  record: RecordedState;
  /** What of it is on disk. */
  readonly writer: StateWriter;
  private readonly queued = new Set<number>();
  private readonly redeliveries = new Map<number, number>();
  private readonly policy: ConsumerConfig["ack_policy"];

  constructor(firstStreamSeq: number, policy: ConsumerConfig["ack_policy"], unixNow: () => number) {
    this.nextStreamSeq = firstStreamSeq;
    this.policy = policy;
    this.record = new RecordedState(firstStreamSeq - 1, policy);
    this.ackFloor = { consumer: 0, stream: firstStreamSeq - 1 };
    this.writer = new StateWriter(unixNow, () => this.copy());
  }

  /**
   * Takes over what a server before had written. `isGone`: the stream has that message no more; `lastSeq`: its last one, and
   * who was to begin beyond that goes on behind it, as after a loss (nats-server's reconcileStateWithStream).
   */
  restore(written: WrittenState, isGone: (seq: number) => boolean, lastSeq: number): void {
    const floor = Math.min(written.ackFloor.stream, lastSeq);
    this.record = new RecordedState(floor, this.policy);
    this.nextStreamSeq = Math.min(written.nextStreamSeq, lastSeq + 1);
    this.nextDeliverySeq = written.nextDeliverySeq;
    this.ackFloor.consumer = written.ackFloor.consumer;
    this.ackFloor.stream = floor;
    for (const [seq, pending] of written.pending) this.pending.set(seq, { ...pending, since: pending.sinceOnDisk });
    for (const [seq, count] of written.redeliveries) this.redeliveries.set(seq, count);
    this.writeDown();
    const gone = [...this.pending].filter(([seq]) => isGone(seq));
    for (const [seq, { deliverySeq }] of gone) this.acknowledge(seq, deliverySeq);
  }

  /** All of it, as it is now. */
  copy(): WrittenState {
    return {
      nextStreamSeq: this.nextStreamSeq,
      nextDeliverySeq: this.nextDeliverySeq,
      ackFloor: { ...this.ackFloor },
      pending: new Map([...this.pending].map(([seq, pending]) => [seq, { ...pending }])),
      redeliveries: new Map(this.redeliveries),
    };
  }

  get queuedCount(): number {
    return this.queued.size;
  }

  /** A gauge of messages that went out more than once and are not acknowledged. */
  get redeliveredCount(): number {
    return this.redeliveries.size;
  }

  /** What was delivered, as it is reported. */
  reportedDelivered(isInMemory: boolean): Floor {
    const { record, nextDeliverySeq, nextStreamSeq } = this;
    if (isInMemory && record.isEmpty) return { consumer: nextDeliverySeq - 1, stream: nextStreamSeq - 1 };
    return record.delivered;
  }

  redeliveriesOf(seq: number): number {
    return this.redeliveries.get(seq) ?? 0;
  }

  isQueued(seq: number): boolean {
    return this.queued.has(seq);
  }

  queue(seq: number): void {
    this.queued.add(seq);
  }

  unqueue(seq: number): void {
    this.queued.delete(seq);
  }

  takeQueued(): number | undefined {
    for (const seq of this.queued) {
      this.queued.delete(seq);
      return seq;
    }
    return undefined;
  }

  /** Counts one delivery more of a message that was delivered before; returns which delivery it is. */
  countUp(seq: number): number {
    this.writer.beforeChange();
    const redeliveries = this.redeliveriesOf(seq) + 1;
    this.redeliveries.set(seq, redeliveries);
    return redeliveries + 1;
  }

  countDown(seq: number): void {
    const redeliveries = this.redeliveriesOf(seq);
    if (redeliveries <= 1) this.redeliveries.delete(seq);
    else this.redeliveries.set(seq, redeliveries - 1);
  }

  /** What comes next is beyond this message, which is about to be delivered. */
  goPast(seq: number): void {
    this.writer.beforeChange();
    this.nextStreamSeq = seq + 1;
  }

  /** Records one delivery, of a message stored at `storedAt`, that waits for an acknowledgement; returns its consumer sequence. */
  delivered(seq: number, now: number, storedAt: number): number {
    const deliverySeq = this.countDelivery(seq);
    const known = this.pending.get(seq);
    const lease = { since: now, sinceOnDisk: wholeSecond(storedAt) };
    if (known === undefined) this.pending.set(seq, { deliverySeq, ...lease });
    else Object.assign(known, lease);
    return deliverySeq;
  }

  /** Records one delivery that needs no acknowledgement. */
  deliveredWithoutAck(seq: number): number {
    const deliverySeq = this.countDelivery(seq);
    this.ackFloor.consumer = deliverySeq;
    this.ackFloor.stream = seq;
    return deliverySeq;
  }

  private countDelivery(seq: number): number {
    this.writer.beforeChange();
    this.record.deliver(this.nextDeliverySeq, seq);
    return this.nextDeliverySeq++;
  }

  /** Nothing up to `lastSeq` is left to deliver. */
  passOver(lastSeq: number): void {
    if (this.nextStreamSeq <= lastSeq) this.nextStreamSeq = lastSeq + 1;
  }

  /** One message is done, says the holder of this delivery. */
  acknowledge(seq: number, deliverySeq: number): void {
    this.writer.beforeChange();
    const known = this.pending.get(seq);
    if (known !== undefined) {
      this.pending.delete(seq);
      this.moveFloor(seq, known.deliverySeq);
    }
    this.record.acknowledge(known?.deliverySeq ?? deliverySeq, seq);
    this.forget(seq);
  }

  /** This message and all before it are done; returns them. */
  acknowledgeUpTo(seq: number, deliverySeq: number): number[] {
    const { ackFloor } = this;
    if (deliverySeq <= ackFloor.consumer || seq <= ackFloor.stream) return [];
    this.writer.beforeChange();
    const before = [...this.pending.keys()].filter((at) => at < seq);
    const done = [...before.toSorted((a, b) => a - b), seq];
    for (const at of this.forgottenUpTo(seq)) {
      this.pending.delete(at);
      this.forget(at);
    }
    this.record.acknowledge(deliverySeq, seq);
    ackFloor.consumer = deliverySeq;
    ackFloor.stream = seq;
    return done;
  }

  /**
   * What is forgotten when all up to `seq` is done. nats-server (processAckMsgLocked) goes the shorter way: through what is
   * pending, or back from `seq` for as long as something is. What was given up is kept or not, as it falls on that way.
   */
  private forgottenUpTo(seq: number): readonly number[] {
    const { ackFloor, pending } = this;
    if (seq - ackFloor.stream > pending.size) return [...pending.keys()].filter((at) => at <= seq);
    const way: number[] = [];
    let left = pending.size;
    for (let at = seq; at > ackFloor.stream && left > 0; at--) {
      way.push(at);
      if (pending.has(at)) left--;
    }
    return way;
  }

  /**
   * Its lease counts from this moment: it was extended, or given back with a delay. `isBeyond`: it had been delivered more
   * often than it may be, and then nats-server (ConsumerStore.UpdateDelivered) writes down that it is given up.
   */
  countFrom(seq: number, since: number, isBeyond = false): void {
    const known = this.pending.get(seq);
    if (known === undefined) return;
    this.writer.beforeChange();
    known.since = since;
    known.sinceOnDisk = wholeSecond(since);
    if (isBeyond) this.record.deliver(known.deliverySeq, seq, true);
  }

  /** Gives a message up: not pending any more, never queued again, its count kept. */
  giveUp(seq: number, redeliveries: number): void {
    this.writer.beforeChange();
    const known = this.pending.get(seq);
    if (known !== undefined) {
      this.pending.delete(seq);
      this.record.deliver(known.deliverySeq, seq, true);
      this.moveFloor(seq, known.deliverySeq);
    }
    this.queued.delete(seq);
    this.redeliveries.set(seq, redeliveries);
  }

  /**
   * What a purge leaves after which this consumer's messages begin at `firstSeq`, with `isGone` for a purge of only some
   * of its subjects. Returns whether something pending went.
   */
  purge(firstSeq: number, isGone: (seq: number) => boolean): boolean {
    this.writer.beforeChange();
    if (this.nextStreamSeq < firstSeq) this.nextStreamSeq = firstSeq;
    const before = this.pending.size;
    if (this.ackFloor.stream < firstSeq) {
      this.ackFloor.stream = firstSeq - 1;
      for (const [seq, known] of this.pending) if (seq < firstSeq || isGone(seq)) this.drop(seq, known);
    }
    this.queued.clear();
    if (this.pending.size === 0) {
      this.redeliveries.clear();
      this.ackFloor.consumer = this.nextDeliverySeq - 1;
      this.ackFloor.stream = this.nextStreamSeq - 1;
    }
    this.writeDown();
    return this.pending.size < before;
  }

  /** Lets go of what is pending below the stream's first message or the floor; true if there was any, to be written down. */
  dropBelow(firstSeq: number): boolean {
    const gone = [...this.pending].filter(([seq]) => seq < firstSeq || seq <= this.ackFloor.stream);
    if (gone.length > 0) this.writer.beforeChange();
    for (const [seq, { deliverySeq }] of gone) {
      this.pending.delete(seq);
      this.forget(seq);
      this.ackFloor.stream = Math.max(this.ackFloor.stream, seq);
      this.ackFloor.consumer = Math.max(this.ackFloor.consumer, deliverySeq);
    }
    if (this.pending.size === 0) {
      this.queued.clear();
      this.ackFloor.consumer = this.nextDeliverySeq - 1;
      this.ackFloor.stream = this.nextStreamSeq - 1;
    }
    return gone.length > 0;
  }

  /** What is reported is now what this works with. */
  writeDown(): void {
    const delivered = { consumer: this.nextDeliverySeq - 1, stream: this.nextStreamSeq - 1 };
    const pending = [...this.pending].map(([seq, { deliverySeq }]) => [seq, deliverySeq] as const);
    this.record.replace(delivered, this.ackFloor, pending);
  }

  private drop(seq: number, { deliverySeq }: Pending): void {
    if (deliverySeq > this.ackFloor.consumer) this.ackFloor.consumer = deliverySeq;
    this.pending.delete(seq);
    this.record.acknowledge(deliverySeq, seq);
    this.forget(seq);
  }

  forget(seq: number): void {
    this.redeliveries.delete(seq);
    this.queued.delete(seq);
  }

  /** Lets go of the counts of what was given up below the stream's first message. */
  forgetBelow(firstSeq: number): void {
    for (const seq of this.redeliveries.keys()) if (seq < firstSeq) this.forget(seq);
  }

  private moveFloor(seq: number, deliverySeq: number): void {
    const { ackFloor, pending } = this;
    if (pending.size === 0) {
      ackFloor.consumer = this.nextDeliverySeq - 1;
      ackFloor.stream = this.nextStreamSeq - 1;
      return;
    }
    if (deliverySeq !== ackFloor.consumer + 1) return;
    ackFloor.consumer = deliverySeq;
    ackFloor.stream = seq;
    for (let at = seq + 1; at < this.nextStreamSeq; at++) {
      const open = pending.get(at);
      if (open === undefined) continue;
      ackFloor.consumer = open.deliverySeq - 1;
      ackFloor.stream = at - 1;
      return;
    }
  }

  /** What an idle heartbeat says: how far deliveries have come. */
  heartbeat(): Heartbeat {
    return [
      ["Nats-Last-Consumer", this.nextDeliverySeq - 1],
      ["Nats-Last-Stream", this.nextStreamSeq - 1],
    ];
  }
}

function wholeSecond(unixMs: number): number {
  return unixMs - (unixMs % 1_000);
}
