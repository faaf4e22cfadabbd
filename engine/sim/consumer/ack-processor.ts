import type { Advisories } from "../advisories.ts";
import type { Environment } from "../environment.ts";
import type { StreamObserver } from "../stream/stream-observer.ts";
import type { Stream } from "../stream/stream.ts";
import { EMPTY } from "../wire/bytes.ts";
import { parseAckBody } from "./ack-body.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { DeliveryState } from "./delivery-state.ts";

/** The delivery that an acknowledgement names, from its reply subject. */
export type AckedDelivery = { readonly seq: number; readonly deliverySeq: number; readonly count: number };

/** The consumer's interface for acknowledgements. */
export interface AckTarget extends StreamObserver {
  readonly name: string;
  readonly config: ConsumerConfig;
  readonly state: DeliveryState;
  readonly ackWaitMs: number;
  /** Whether max_ack_pending is reached. */
  readonly isFull: boolean;
  /** Called when a message may have become deliverable. */
  serve(): void;
  /** Called for a nak with a delay that ends at this Unix millisecond. */
  lookAgain(overAt: number): void;
  pull(reply: string, body: string): void;
  noteAck(): void;
  /** Notes activity. As in nats-server, later records of a delivery also count as activity. */
  noteDelivery(): void;
}

/**
 * Applies acknowledgements. There is no fencing (C4): a late acknowledgement counts, even if another client is working on the
 * message.
 */
export class AckProcessor {
  private readonly env: Environment;
  private readonly stream: Stream;
  private readonly target: AckTarget;
  private readonly advisories: Advisories;

  constructor(env: Environment, stream: Stream, target: AckTarget, advisories: Advisories) {
    this.env = env;
    this.stream = stream;
    this.target = target;
    this.advisories = advisories;
  }

  /** Processes an acknowledgement, and confirms it if the client requests it. */
  take(delivery: AckedDelivery, reply: string, payload: Uint8Array): void {
    const { turns } = this.env.timing;
    if (turns === undefined) this.processAndConfirm(delivery, reply, payload);
    else turns.acknowledges(() => this.processAndConfirm(delivery, reply, payload));
  }

  private processAndConfirm(delivery: AckedDelivery, reply: string, payload: Uint8Array): void {
    if (this.process(delivery, reply, payload) && reply !== "") this.env.deliver(reply, reply, "", null, EMPTY);
  }

  /** Returns whether to confirm the acknowledgement. */
  private process(delivery: AckedDelivery, reply: string, payload: Uint8Array): boolean {
    const body = parseAckBody(payload);
    switch (body.type) {
      case "ack":
        return this.env.faults.appliesAck() ? this.acknowledge(delivery) : true;
      case "next":
        // The pull joins the queue first; then all deliverable messages are delivered.
        this.apply(delivery);
        this.target.pull(reply, body.request);
        return false;
      case "nak":
        this.nak(delivery, body.delayMs);
        return true;
      case "working":
        this.extend(delivery.seq);
        return true;
      case "term":
        return this.terminate(delivery, body.reason);
      case "unknown":
        return true;
    }
  }

  /** A pending message was removed from the stream. */
  lost(delivery: AckedDelivery): void {
    this.terminate(delivery, "Unacknowledged message was deleted");
  }

  private terminate(delivery: AckedDelivery, reason: string): boolean {
    const confirmed = this.acknowledge(delivery);
    const { seq, deliverySeq, count } = delivery;
    this.advisories.terminated(this.stream.name, this.target.name, deliverySeq, seq, count, reason);
    return confirmed;
  }

  private acknowledge(delivery: AckedDelivery): boolean {
    const makesRoom = this.makesRoom(delivery);
    const confirmed = this.apply(delivery);
    if (makesRoom) this.target.serve();
    return confirmed;
  }

  /**
   * Whether an acknowledgement makes room in a full consumer. Only then nats-server (processAckMsg) checks for deliverable
   * messages: not for a message that is not pending, nor for one below the floor.
   */
  private makesRoom({ seq, deliverySeq }: AckedDelivery): boolean {
    const { state, config, isFull } = this.target;
    if (!isFull) return false;
    if (config.ack_policy !== "all") return state.pending.has(seq);
    const { ackFloor, nextStreamSeq } = state;
    return seq > ackFloor.stream && seq < nextStreamSeq && deliverySeq > ackFloor.consumer;
  }

  private apply({ seq, deliverySeq, count }: AckedDelivery): boolean {
    const { state, config } = this.target;
    if (this.isRefusedAsStale(seq, count)) return true;
    if (seq >= state.nextStreamSeq || config.ack_policy === "none") return config.ack_policy === "none";
    if (config.ack_policy === "all") {
      const all = state.acknowledgeUpTo(seq, deliverySeq);
      if (all.length > 0) this.target.noteAck();
      for (const done of all) this.stream.acknowledged(done, this.target);
    } else {
      this.target.noteAck();
      state.acknowledge(seq, deliverySeq);
      this.stream.acknowledged(seq, this.target);
    }
    return true;
  }

  /** True only with a deliberate fault. */
  private isRefusedAsStale(seq: number, count: number): boolean {
    return !this.env.faults.appliesStaleAcks && count <= this.target.state.redeliveriesOf(seq);
  }

  private nak({ seq, deliverySeq, count }: AckedDelivery, delayMs: number | null): void {
    const { state, config } = this.target;
    if (deliverySeq <= state.ackFloor.consumer || deliverySeq > state.nextDeliverySeq) return;
    const pending = state.pending.get(seq);
    if (pending === undefined) return;
    this.advisories.nacked(this.stream.name, this.target.name, deliverySeq, seq, count);
    const delay = delayMs === null ? null : this.env.faults.nakDelayMs(delayMs);
    if (delay !== null) {
      state.unqueue(seq);
      // As if ack_wait ended after the delay. With a backoff list, the list decides when it ends, so the result is
      // unexpected; nats-server does the same.
      const overAt = this.env.unixNow() + delay;
      const isBeyond = config.max_deliver > 0 && count > config.max_deliver;
      state.countFrom(seq, overAt - this.target.ackWaitMs, isBeyond);
      this.target.noteDelivery();
      this.target.lookAgain(overAt);
      return;
    }
    state.queue(seq);
    this.target.serve();
  }

  private extend(seq: number): void {
    const { state } = this.target;
    if (!state.pending.has(seq)) return;
    state.countFrom(seq, this.env.unixNow());
    this.target.noteDelivery();
  }
}
