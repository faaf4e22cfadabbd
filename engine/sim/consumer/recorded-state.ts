import type { ConsumerConfig } from "./consumer-config.ts";
import type { Floor } from "./delivery-state.ts";

/**
 * The consumer state that nats-server records and reports: the delivered sequences and the ack floor. It differs from the
 * consumer's working state: skipped sequences are not recorded, and a given-up message counts as delivered and does not move
 * the floor.
 *
 * R1  It changes only by these calls, which nats-server makes at the same places (ConsumerStore in server/memstore.go and
 *     filestore.go).
 */
export class RecordedState {
  delivered: Floor;
  ackFloor: Floor;
  private readonly policy: ConsumerConfig["ack_policy"];
  /** By stream sequence: the consumer sequence of the first delivery. */
  private pending = new Map<number, number>();

  constructor(lastStreamSeq: number, policy: ConsumerConfig["ack_policy"]) {
    this.delivered = { consumer: 0, stream: lastStreamSeq };
    this.ackFloor = { consumer: 0, stream: lastStreamSeq };
    this.policy = policy;
  }

  /** Whether nothing is recorded. A consumer in memory then reports its working state. */
  get isEmpty(): boolean {
    return this.delivered.consumer === 0 && this.delivered.stream === 0;
  }

  get hasPending(): boolean {
    return this.pending.size > 0;
  }

  isPending(seq: number): boolean {
    return this.pending.has(seq);
  }

  private get needsAcks(): boolean {
    return this.policy !== "none";
  }

  /** Records a delivery. `givenUp`: the message will not be delivered again. */
  deliver(deliverySeq: number, seq: number, givenUp = false): void {
    const { delivered, ackFloor } = this;
    if (deliverySeq <= ackFloor.consumer) return;
    if (this.needsAcks && seq > delivered.stream) this.pending.set(seq, deliverySeq);
    if (deliverySeq > delivered.consumer) {
      delivered.consumer = deliverySeq;
      if (!this.needsAcks) ackFloor.consumer = deliverySeq;
    }
    if (seq > delivered.stream) {
      delivered.stream = seq;
      if (!this.needsAcks) ackFloor.stream = seq;
    }
    if (givenUp) this.pending.delete(seq);
  }

  /** Records an acknowledgement; with the policy `all`, of all messages before it too. */
  acknowledge(deliverySeq: number, seq: number): void {
    if (this.policy === "all") return this.acknowledgeUpTo(deliverySeq, seq);
    const first = this.pending.get(seq);
    if (!this.needsAcks || deliverySeq <= this.ackFloor.consumer || first === undefined) return;
    this.pending.delete(seq);
    if (this.pending.size === 0) this.ackFloor = { ...this.delivered };
    else if (Math.min(deliverySeq, first) === this.ackFloor.consumer + 1)
      this.moveFloor(Math.min(deliverySeq, first), seq);
  }

  private acknowledgeUpTo(deliverySeq: number, seq: number): void {
    if (deliverySeq <= this.ackFloor.consumer || !this.pending.has(seq)) return;
    this.ackFloor = { consumer: deliverySeq, stream: seq };
    for (const at of this.pending.keys()) if (at <= seq) this.pending.delete(at);
  }

  /** Replaces the recorded state by the working state, unless that is older. */
  replace(delivered: Floor, ackFloor: Floor, pending: Iterable<readonly [seq: number, deliverySeq: number]>): void {
    if (ackFloor.consumer > delivered.consumer || ackFloor.stream > delivered.stream) return;
    const taken = new Map(pending);
    for (const seq of taken.keys()) if (seq <= ackFloor.stream || seq > delivered.stream) return;
    if (delivered.consumer < this.delivered.consumer || ackFloor.stream < this.ackFloor.stream) return;
    this.delivered = { ...delivered };
    this.ackFloor = { ...ackFloor };
    this.pending = taken;
  }

  private moveFloor(deliverySeq: number, seq: number): void {
    this.ackFloor = { consumer: deliverySeq, stream: seq };
    if (this.delivered.consumer <= deliverySeq) return;
    for (let at = seq + 1; at <= this.delivered.stream; at++) {
      const open = this.pending.get(at);
      if (open === undefined) continue;
      this.ackFloor = { consumer: open - 1, stream: at - 1 };
      return;
    }
  }
}
