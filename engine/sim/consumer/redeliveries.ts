import type { Advisories } from "../advisories.ts";
import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";
import type { StoredMessage } from "../stream/message-store.ts";
import type { Stream } from "../stream/stream.ts";
import { NANOS_PER_MS } from "../wire/go-format.ts";
import type { AckedDelivery } from "./ack-processor.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { DeliveryState } from "./delivery-state.ts";

/** The consumer's interface for redeliveries. */
export interface Redelivering {
  readonly name: string;
  readonly config: ConsumerConfig;
  readonly state: DeliveryState;
  readonly ackWaitMs: number;
  readonly isFull: boolean;
  /** Called when a message may have become deliverable. */
  serve(): void;
  noteDelivery(): void;
  /** Called for a pending message that the stream has removed. */
  noteLost(delivery: AckedDelivery): void;
}

/** Finds deliveries of one consumer whose ack_wait is over, and redelivers the messages or gives them up (K3, K4 of the consumer). */
export class Redeliveries {
  private readonly env: Environment;
  private readonly stream: Stream;
  private readonly consumer: Redelivering;
  private readonly advisories: Advisories;
  private readonly timer: DeadlineTimer;

  constructor(env: Environment, stream: Stream, consumer: Redelivering, advisories: Advisories) {
    this.env = env;
    this.stream = stream;
    this.consumer = consumer;
    this.advisories = advisories;
    this.timer = new DeadlineTimer(env, () => this.expire());
  }

  stop(): void {
    this.timer.cancel();
  }

  /** Called after the server's start, when deliveries of the previous server may be pending. */
  recovered(): void {
    if (this.consumer.state.pending.size > 0) this.timer.wakeBy(this.env.unixNow());
  }

  /** Called for a delivery at `now`. */
  delivered(seq: number, now: number): void {
    this.timer.wakeBy(now + this.waitOf(seq) + this.env.timing.ackSlackMs);
  }

  /** Called for a nak with a delay that ends at this Unix millisecond. */
  lookAgain(overAt: number): void {
    const { nakLookMs } = this.env.timing;
    if (nakLookMs === null) this.timer.wakeBy(overAt);
    else if (this.timer.isSet) this.timer.wakeAt(this.env.unixNow() + nakLookMs);
  }

  /** Called after a change of the consumer's configuration. */
  configChanged(isOtherWait: boolean): void {
    const { changeLookMs } = this.env.timing;
    if (changeLookMs === null) this.expire();
    else if (isOtherWait && this.timer.isSet) this.timer.wakeAt(this.env.unixNow() + changeLookMs);
  }

  /** Called after a purge. As in nats-server, queued messages wait for another ack_wait. */
  purged(): void {
    if (!this.env.timing.looksEveryAckWait) this.expire();
  }

  /** The next message to redeliver, with its delivery count. Gives up messages that reached max_deliver. */
  next(): { readonly message: StoredMessage; readonly count: number } | undefined {
    const { state } = this.consumer;
    for (let seq = state.takeQueued(); seq !== undefined; seq = state.takeQueued()) {
      const count = state.countUp(seq);
      if (this.maxDeliver > 0 && count > this.maxDeliver) {
        this.giveUp(seq, count - 1);
        this.advisories.maxDeliveries(this.stream.name, this.consumer.name, seq, count - 1);
        continue;
      }
      const message = this.stream.store.get(seq);
      if (message !== undefined) return { message, count };
      state.countDown(seq);
      const known = state.pending.get(seq);
      if (known !== undefined) this.consumer.noteLost({ seq, deliverySeq: known.deliverySeq, count: count - 1 });
    }
    return undefined;
  }

  /** Returns a message of `next` that could not be sent. */
  putBack(seq: number): void {
    this.consumer.state.countDown(seq);
    this.consumer.state.queue(seq);
  }

  private get maxDeliver(): number {
    return this.env.faults.countsDeliveries ? this.consumer.config.max_deliver : -1;
  }

  /** The ack_wait of the current delivery of `seq`. */
  private waitOf(seq: number): number {
    const { config, state, ackWaitMs } = this.consumer;
    const { backoff } = config;
    if (backoff === undefined) return ackWaitMs;
    const at = Math.min(state.redeliveriesOf(seq), backoff.length - 1);
    return (backoff[at] as number) / NANOS_PER_MS;
  }

  private expire(): void {
    const { state } = this.consumer;
    const now = this.env.unixNow();
    // nats-server does not deliver in response to room left by removed messages.
    const { firstSeq } = this.stream.store;
    let isDropped = this.env.timing.looksEveryAckWait && state.dropBelow(firstSeq);
    const wasFull = this.consumer.isFull;
    const before = state.pending.size;
    isDropped = state.dropBelow(firstSeq) || isDropped;
    const latest = this.latestLook(now);
    const { expired, next } = this.findExpired(now);
    // As in nats-server (checkPending), this includes messages just given up, which alone do not move the reported floor.
    if (isDropped) state.writeDown();
    this.setTimer(Math.min(latest, next));
    if (expired.length > 0) this.queueExpired(expired, now);
    else if (wasFull && state.pending.size < before) this.consumer.serve();
  }

  /** The sequences whose ack_wait is over, in order, and the end of the next ack_wait. */
  private findExpired(now: number): { readonly expired: readonly number[]; readonly next: number } {
    const { state } = this.consumer;
    const expired: number[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const [seq, pending] of state.pending) {
      const isQueued = state.isQueued(seq);
      // A queued message needs no timer; nats-server sets one nevertheless.
      if (isQueued && !this.env.timing.looksEveryAckWait) continue;
      const deadline = pending.since + this.waitOf(seq);
      if (deadline > now) next = Math.min(next, deadline);
      else if (!isQueued && this.env.faults.redeliversExpired && !this.givenUp(seq)) expired.push(seq);
    }
    return { expired: expired.sort((a, b) => a - b), next };
  }

  private setTimer(at: number): void {
    if (!this.env.timing.looksEveryAckWait) this.timer.wakeBy(at);
    else if (this.consumer.state.pending.size > 0) this.timer.wakeAt(at);
    else this.timer.cancel();
  }

  /** Queues them. ack_wait restarts as if the first had been delivered now, and the others at the same distances as before. */
  private queueExpired(seqs: readonly number[], now: number): void {
    const { pending } = this.consumer.state;
    const passed = now - (pending.get(seqs[0] as number)?.since ?? now);
    for (const seq of this.env.faults.inOrderOfExpiry(seqs)) {
      const known = pending.get(seq);
      if (known !== undefined) known.since += passed;
      this.consumer.state.queue(seq);
    }
    this.consumer.serve();
  }

  /** The latest moment of the next timer. */
  private latestLook(now: number): number {
    const { looksEveryAckWait, ackSlackMs } = this.env.timing;
    const { state, config, ackWaitMs } = this.consumer;
    if (!looksEveryAckWait || state.pending.size === 0) return Number.POSITIVE_INFINITY;
    const { backoff } = config;
    if (backoff === undefined) return now + ackWaitMs + ackSlackMs;
    // The wait of each message's next delivery, at most the longest one.
    const waits = [...state.pending.keys()].map((seq) => backoff[state.redeliveriesOf(seq) + 1]);
    return now + Math.min(...waits.map((wait) => wait ?? (backoff.at(-1) as number))) / NANOS_PER_MS;
  }

  private giveUp(seq: number, redeliveries: number): void {
    if (this.consumer.state.pending.has(seq)) this.consumer.noteDelivery();
    this.consumer.state.giveUp(seq, redeliveries);
  }

  /**
   * Whether to give up a message without a further delivery attempt (K3): with max_deliver 1 the only delivery was the last
   * one, or the limit was lowered meanwhile.
   */
  private givenUp(seq: number): boolean {
    const limit = this.maxDeliver;
    const redeliveries = this.consumer.state.redeliveriesOf(seq);
    const count = Math.max(1, redeliveries);
    if (limit <= 0 || count < limit) return false;
    this.giveUp(seq, count);
    this.advisories.maxDeliveries(this.stream.name, this.consumer.name, seq, redeliveries + 1);
    return true;
  }
}
