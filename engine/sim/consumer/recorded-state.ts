import type { ConsumerConfig } from "./consumer-config.ts";
import type { Floor } from "./delivery-state.ts";

/**
 * What nats-server writes down of a consumer, and reports of it: what was delivered and up to where all is acknowledged.
 * It is not what the consumer works with, and in places lags behind that: sequences that were only passed over are not
 * written down, and what is given up counts as delivered and moves no floor.
 *
 * R1  it knows only what it is told by these calls, each of which nats-server makes at the same place
 *     (server/memstore.go and filestore.go, ConsumerStore).
 */
export class RecordedState {
  delivered: Floor;
  ackFloor: Floor;
  private readonly policy: ConsumerConfig["ack_policy"];
  /** By stream sequence, the consumer sequence of the first delivery. */
  private pending = new Map<number, number>();

  constructor(lastStreamSeq: number, policy: ConsumerConfig["ack_policy"]) {
    this.delivered = { consumer: 0, stream: lastStreamSeq };
    this.ackFloor = { consumer: 0, stream: lastStreamSeq };
    this.policy = policy;
  }

  /** Whether there is anything to report; until then a consumer in memory reports what it works with. */
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

  /** `givenUp`: it is not to be delivered again. */
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

  /** Under the policy `all` so are those before it. */
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

  /** Takes over what the consumer works with, unless that has fallen behind. */
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
