import type { ConsumerConfig } from "./consumer-config.ts";
import type { Heartbeat } from "./outlet.ts";
import { RecordedState } from "./recorded-state.ts";
import { StateWriter, type WrittenState } from "./written-state.ts";

/**
 * The delivery state of a consumer, without effects: the messages in flight, the messages to redeliver, and delivery counts.
 *
 * C1  A message is *pending* from its first delivery until it is acknowledged, terminated, removed or given up.
 * C2  Only pending messages are queued for redelivery, each at most once. Redeliveries come before new messages.
 * C3  The delivery count of a message is 1 + its redeliveries. It is forgotten when the message is acknowledged.
 * C4  There is no fencing: an acknowledgement of any delivery of a pending message counts.
 * C5  No message below the ack floor is pending.
 *
 * These are the rules of nats-server (server/consumer.go), including the counts that a stale acknowledgement leaves behind.
 */
export type Pending = {
  /** The consumer sequence of the first delivery, which redeliveries keep. */
  readonly deliverySeq: number;
  /** The start of ack_wait, in Unix milliseconds. A nak with a delay moves it. */
  since: number;
  /**
   * The start of ack_wait for a server that loads this from disk. As in nats-server, it is when the *message* was stored, to
   * the second. After a crash, a message older than ack_wait is redelivered even if a client is working on it.
   */
  sinceOnDisk: number;
};
export type Floor = { consumer: number; stream: number };

export class DeliveryState {
  readonly pending = new Map<number, Pending>();
  readonly ackFloor: Floor;
  nextStreamSeq: number;
  nextDeliverySeq = 1;
  /** The state that consumer info reports. */
  record: RecordedState;
  /** Writes the state to disk. */
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
   * Restores the state that the previous server had written. `isGone`: whether the stream has lost a message. `lastSeq`: the
   * stream's last sequence; a consumer beyond it continues after it (reconcileStateWithStream in nats-server).
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

  /** A copy of the current state. */
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

  /** The number of pending messages that were redelivered. */
  get redeliveredCount(): number {
    return this.redeliveries.size;
  }

  /** The `delivered` field of the consumer's info. */
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

  /** Counts a redelivery of a message. Returns its delivery count. */
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

  /** Moves the next sequence past this message, which is about to be delivered. */
  goPast(seq: number): void {
    this.writer.beforeChange();
    this.nextStreamSeq = seq + 1;
  }

  /** Records a delivery that needs an acknowledgement, of a message stored at `storedAt`. Returns its consumer sequence. */
  delivered(seq: number, now: number, storedAt: number): number {
    const deliverySeq = this.countDelivery(seq);
    const known = this.pending.get(seq);
    const lease = { since: now, sinceOnDisk: wholeSecond(storedAt) };
    if (known === undefined) this.pending.set(seq, { deliverySeq, ...lease });
    else Object.assign(known, lease);
    return deliverySeq;
  }

  /** Records a delivery that needs no acknowledgement. Returns its consumer sequence. */
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

  /** Skips all messages up to `lastSeq`. */
  passOver(lastSeq: number): void {
    if (this.nextStreamSeq <= lastSeq) this.nextStreamSeq = lastSeq + 1;
  }

  /** Acknowledges one message, by one of its deliveries. */
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

  /** Acknowledges this message and all before it. Returns their sequences. */
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
   * The messages to forget when all up to `seq` are acknowledged. nats-server (processAckMsgLocked) takes the shorter way:
   * through the pending messages, or back from `seq` while any is pending. Given-up messages on this way are forgotten too.
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
   * Restarts ack_wait at `since`, after an extension or a nak with a delay. `isBeyond`: the message had been delivered more
   * often than max_deliver; nats-server (ConsumerStore.UpdateDelivered) then records it as given up.
   */
  countFrom(seq: number, since: number, isBeyond = false): void {
    const known = this.pending.get(seq);
    if (known === undefined) return;
    this.writer.beforeChange();
    known.since = since;
    known.sinceOnDisk = wholeSecond(since);
    if (isBeyond) this.record.deliver(known.deliverySeq, seq, true);
  }

  /** Gives a message up: it is no longer pending and never redelivered, but keeps its count. */
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
   * Applies a purge after which the consumer's messages begin at `firstSeq`. `isGone`: which messages a purge of some subjects
   * removed. Returns whether a pending message was removed.
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

  /** Drops pending messages below the stream's first message or the floor. Returns whether there were any; then record it. */
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

  /** Replaces the reported state by the current one. */
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

  /** Forgets the counts of given-up messages below the stream's first message. */
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

  /** The headers of an idle heartbeat: the last delivered sequences. */
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
