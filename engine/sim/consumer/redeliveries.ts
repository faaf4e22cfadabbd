import type { Advisories } from "../advisories.ts";
import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";
import type { StoredMessage } from "../stream/message-store.ts";
import type { Stream } from "../stream/stream.ts";
import { NANOS_PER_MS } from "../wire/go-format.ts";
import type { AckedDelivery } from "./ack-processor.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { DeliveryState } from "./delivery-state.ts";

/** The consumer, as far as it delivers again. */
export interface Redelivering {
  readonly name: string;
  readonly config: ConsumerConfig;
  readonly state: DeliveryState;
  readonly ackWaitMs: number;
  readonly isFull: boolean;
  /** Something may be deliverable now. */
  serve(): void;
  noteDelivery(): void;
  /** What was pending is no longer in the stream. */
  noteLost(delivery: AckedDelivery): void;
}

/** When a delivery of one consumer is over, and what comes of it: the next one, or none any more (K3, K4 of the consumer). */
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

  /** The server has just started, and there may be leases of the server before. */
  recovered(): void {
    if (this.consumer.state.pending.size > 0) this.timer.wakeBy(this.env.unixNow());
  }

  /** A message went out just now. */
  delivered(seq: number, now: number): void {
    this.timer.wakeBy(now + this.waitOf(seq) + this.env.timing.ackSlackMs);
  }

  /** A delay has been asked for that is over at this Unix millisecond. */
  lookAgain(overAt: number): void {
    const { nakLookMs } = this.env.timing;
    if (nakLookMs === null) this.timer.wakeBy(overAt);
    else if (this.timer.isSet) this.timer.wakeAt(this.env.unixNow() + nakLookMs);
  }

  /** The consumer has another configuration now. */
  configChanged(isOtherWait: boolean): void {
    const { changeLookMs } = this.env.timing;
    if (changeLookMs === null) this.expire();
    else if (isOtherWait && this.timer.isSet) this.timer.wakeAt(this.env.unixNow() + changeLookMs);
  }

  /** As in nats-server what was queued waits for ack_wait once more. */
  purged(): void {
    if (!this.env.timing.looksEveryAckWait) this.expire();
  }

  /** The next one, counted; gives up what comes up too often. */
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

  /** There was no way out for what `next` had given. */
  putBack(seq: number): void {
    this.consumer.state.countDown(seq);
    this.consumer.state.queue(seq);
  }

  private get maxDeliver(): number {
    return this.env.faults.countsDeliveries ? this.consumer.config.max_deliver : -1;
  }

  /** How long the current delivery of `seq` may take. */
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
    // nats-server wakes nobody for the room that is left by what is gone from the stream.
    const { firstSeq } = this.stream.store;
    let isDropped = this.env.timing.looksEveryAckWait && state.dropBelow(firstSeq);
    const wasFull = this.consumer.isFull;
    const before = state.pending.size;
    isDropped = state.dropBelow(firstSeq) || isDropped;
    const latest = this.latestLook(now);
    const { expired, next } = this.findExpired(now);
    // As in nats-server (checkPending) with what was given up just now, which by itself moves no floor that is reported.
    if (isDropped) state.writeDown();
    this.setTimer(Math.min(latest, next));
    if (expired.length > 0) this.queueExpired(expired, now);
    else if (wasFull && state.pending.size < before) this.consumer.serve();
  }

  /** What is over, in order of sequence, and when the next one is. */
  private findExpired(now: number): { readonly expired: readonly number[]; readonly next: number } {
    const { state } = this.consumer;
    const expired: number[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const [seq, pending] of state.pending) {
      const isQueued = state.isQueued(seq);
      // What goes out again anyway is nothing to wake for; nats-server does.
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

  /** As if the first of them had gone out just now, and the others as much before or after it as they did. */
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

  /** When the timer fires next even if nothing is over before. */
  private latestLook(now: number): number {
    const { looksEveryAckWait, ackSlackMs } = this.env.timing;
    const { state, config, ackWaitMs } = this.consumer;
    if (!looksEveryAckWait || state.pending.size === 0) return Number.POSITIVE_INFINITY;
    const { backoff } = config;
    if (backoff === undefined) return now + ackWaitMs + ackSlackMs;
    // As if each went out again now, and the longest wait at most.
    const waits = [...state.pending.keys()].map((seq) => backoff[state.redeliveriesOf(seq) + 1]);
    return now + Math.min(...waits.map((wait) => wait ?? (backoff.at(-1) as number))) / NANOS_PER_MS;
  }

  private giveUp(seq: number, redeliveries: number): void {
    if (this.consumer.state.pending.has(seq)) this.consumer.noteDelivery();
    this.consumer.state.giveUp(seq, redeliveries);
  }

  /**
   * With max_deliver 1 the only delivery was the last one, so there is no next that could notice it (K3); nor is there one
   * when the limit was lowered meanwhile.
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
