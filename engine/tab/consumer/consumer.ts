import type { Advisories } from "../advisories.ts";
import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";
import type { StoredMessage } from "../stream/message-store.ts";
import type { Purge, Stream, StreamObserver } from "../stream/stream.ts";
import { decodeText, EMPTY, encodeText } from "../wire/bytes.ts";
import { NANOS_PER_MS, nanosText } from "../wire/go-format.ts";
import { statusHeaders } from "../wire/headers.ts";
import { matcherOf, matches as covers } from "../wire/subjects.ts";
import { type AckedDelivery, AckProcessor } from "./ack-processor.ts";
import { type ConsumerConfig, filtersOf } from "./consumer-config.ts";
import { DeliveryState } from "./delivery-state.ts";
import { firstSequence } from "./first-sequence.ts";
import { InactivityWatch } from "./inactivity.ts";
import { overLimit } from "./pull-limits.ts";
import { parsePullRequest, type PullRequest, PullRequestError } from "./pull-request.ts";
import { PullQueue, type WaitingPull } from "./pull-queue.ts";

/**
 * One pull consumer: hands the messages of its stream to whoever pulls.
 *
 * K1  redeliveries first, then new messages in order of sequence, each to the pull whose turn it is;
 * K2  new messages stop while max_ack_pending are pending; redeliveries do not;
 * K3  a message that was delivered max_deliver times stays in the stream and is never delivered again. The advisory is
 *     sent when its next delivery comes up, and that takes a pull;
 * K4  ack_wait counts from the server's delivery, whatever the client does with the message meanwhile;
 * K5  `numPending` is exactly how many messages the consumer has yet to deliver for the first time.
 */
export class Consumer implements StreamObserver {
  readonly stream: Stream;
  readonly name: string;
  readonly createdAt: number;
  readonly state: DeliveryState;
  config: ConsumerConfig;
  numPending = 0;
  lastDeliveryAt = 0;
  lastAckAt = 0;
  private readonly env: Environment;
  private readonly advisories: Advisories;
  private readonly acks: AckProcessor;
  private readonly pulls: PullQueue;
  private readonly ackTimer: DeadlineTimer;
  private readonly pullTimer: DeadlineTimer;
  private readonly inactivity: InactivityWatch;
  private matches: (subject: string) => boolean;
  /** Pending messages that the stream has removed, and whether it has new ones: for `wake`. */
  private readonly lost: AckedDelivery[] = [];
  private hasNews = false;
  private serving = false;
  private serveAgain = false;
  private stopped = false;

  constructor(
    env: Environment,
    stream: Stream,
    name: string,
    config: ConsumerConfig,
    advisories: Advisories,
    onInactive: () => void,
  ) {
    this.env = env;
    this.stream = stream;
    this.name = name;
    this.config = config;
    this.advisories = advisories;
    this.createdAt = env.unixNow();
    this.matches = matcherOf(filtersOf(config));
    this.state = new DeliveryState(firstSequence(config, stream.store, this.matches));
    this.pulls = new PullQueue(env, config.max_waiting);
    this.acks = new AckProcessor(env, stream, this, advisories);
    this.ackTimer = new DeadlineTimer(env, () => this.expirePending());
    this.pullTimer = new DeadlineTimer(env, () => this.serve());
    this.inactivity = new InactivityWatch(env, () => this.waitingCount > 0 || this.state.pending.size > 0, onInactive);
    this.recount();
    this.watchActivity();
  }

  get ackWaitMs(): number {
    return (this.config.ack_wait ?? 0) / NANOS_PER_MS;
  }

  get waitingCount(): number {
    this.pulls.sweep(false, () => this.heartbeat());
    return this.pulls.size;
  }

  update(config: ConsumerConfig): void {
    this.config = config;
    this.matches = matcherOf(filtersOf(config));
    this.recount();
    this.watchActivity();
    this.expirePending();
    this.serve();
  }

  /** Ends all pulls; nothing happens to this consumer any more. */
  stop(): void {
    this.stopped = true;
    this.ackTimer.cancel();
    this.pullTimer.cancel();
    this.inactivity.watch(0);
    this.stream.unobserve(this);
    this.pulls.endAll("409 Consumer Deleted");
  }

  // --- what the clients ask ---

  pull(reply: string, body: string): void {
    if (reply === "") return;
    this.inactivity.noteUse();
    try {
      const request = parsePullRequest(body);
      const refused = this.refusal(request);
      if (refused !== null) return this.pulls.sendStatus(reply, statusHeaders(refused));
      this.pulls.add(reply, request);
    } catch (thrown) {
      if (!(thrown instanceof PullRequestError)) throw thrown;
      return this.pulls.sendStatus(reply, statusHeaders(`400 Bad Request - ${thrown.message}`));
    }
    this.serve();
  }

  acknowledge(delivery: AckedDelivery, reply: string, payload: Uint8Array): void {
    const confirm = this.acks.process(delivery, reply, payload);
    if (confirm && reply !== "") this.env.deliver(reply, reply, "", null, EMPTY);
  }

  noteAck(): void {
    this.lastAckAt = this.env.unixNow();
  }

  private refusal(request: PullRequest): string | null {
    const limit = overLimit(this.config, request);
    if (limit !== null) return limit;
    if (this.pulls.isFull) this.pulls.sweep(false, () => this.heartbeat());
    if (this.pulls.isFull) return "409 Exceeded MaxWaiting";
    if (!request.noWait) return null;
    const available = this.numPending + this.state.queuedCount;
    if (available === 0 && request.expiresMs === 0) return "404 No Messages";
    if (available === 0) return null;
    this.pulls.sweep(false, () => this.heartbeat());
    return available < this.pulls.wanted ? "408 Requests Pending" : null;
  }

  // --- what the stream tells ---

  stored(message: StoredMessage): void {
    // A consumer may begin at a sequence that is not there yet.
    if (message.seq < this.state.nextStreamSeq || !this.matches(message.subject)) return;
    this.numPending++;
    this.hasNews = true;
  }

  removed(message: StoredMessage): void {
    const { seq } = message;
    const pending = this.state.pending.get(seq);
    const redeliveries = this.state.redeliveriesOf(seq);
    if (seq >= this.state.nextStreamSeq) {
      if (this.matches(message.subject)) this.numPending--;
    } else if (pending !== undefined) {
      this.lost.push({ seq, deliverySeq: pending.deliverySeq, count: Math.max(1, redeliveries) });
    } else if (redeliveries > 0) {
      this.noteAck();
      this.state.forget(seq);
    }
  }

  wake(): void {
    for (const delivery of this.lost.splice(0)) this.acks.terminate(delivery, "Unacknowledged message was deleted");
    if (!this.hasNews) return;
    this.hasNews = false;
    this.serve();
  }

  purged({ subject, firstLeft }: Purge): void {
    const filters = filtersOf(this.config);
    // Whether all that this consumer could want was purged, or only some of it, or nothing.
    const isCovered = subject === "" || filters.some((filter) => covers(subject, filter));
    if (!isCovered && !this.matches(subject)) return;
    const { store } = this.stream;
    const start = isCovered ? firstLeft || store.lastSeq + 1 : store.firstSeq;
    if (this.state.purge(start, (seq) => !isCovered && store.get(seq) === undefined)) this.noteAck();
    this.recount();
    // As in nats-server nobody is woken: what a full consumer may deliver now waits for the next message or pull, and
    // what was queued for redelivery waits for ack_wait once more.
    this.expirePending();
  }

  accepts(subject: string): boolean {
    return this.matches(subject);
  }

  needs(message: StoredMessage): boolean {
    if (!this.matches(message.subject) || message.seq <= this.state.ackFloor.stream) return false;
    if (this.config.ack_policy !== "explicit" || message.seq >= this.state.nextStreamSeq) return true;
    return this.state.pending.has(message.seq) || this.state.redeliveriesOf(message.seq) > 0;
  }

  // --- delivering ---

  /** Delivers whatever can be delivered now. Safe to call at any time: a call from within is put off. */
  serve(): void {
    if (this.stopped) return;
    if (this.serving) {
      this.serveAgain = true;
      return;
    }
    this.serving = true;
    do {
      this.serveAgain = false;
      while (this.pulls.size > 0 && this.deliverNext());
      this.pulls.sweep(!this.isFull, () => this.heartbeat());
    } while (this.serveAgain);
    this.serving = false;
    this.pullTimer.wakeBy(this.pulls.nextDeadline());
  }

  get isFull(): boolean {
    const limit = this.config.max_ack_pending ?? 0;
    return limit > 0 && this.state.pending.size >= limit;
  }

  private deliverNext(): boolean {
    const { state } = this;
    const again = this.nextRedelivery();
    const message = again?.message ?? this.nextNew();
    if (message === undefined) return false;
    const { seq } = message;
    const count = again?.count ?? 1;
    const ack = `$JS.ACK.${this.stream.name}.${this.name}.${this.env.faults.reportedCount(count)}.${seq}`;
    const pending = again === undefined ? this.numPending - 1 : this.numPending;
    const reply = `${ack}.${state.nextDeliverySeq}.${nanosText(message.at)}.${pending}`;
    const size = message.subject.length + reply.length + (message.headers?.length ?? 0) + message.payload.length;
    const pull = this.pulls.take(size);
    if (pull === undefined) {
      if (again !== undefined) {
        state.countDown(seq);
        state.queue(seq);
      }
      return false;
    }
    if (again === undefined) {
      state.nextStreamSeq = seq + 1;
      this.numPending--;
    }
    this.track(seq);
    this.send(pull, message, reply);
    return true;
  }

  private send(pull: WaitingPull, message: StoredMessage, reply: string): void {
    const { subject, headers } = message;
    const body = this.config.headers_only === true ? EMPTY : message.payload;
    const shown = this.config.headers_only === true ? sizeHeader(message) : headers;
    this.env.deliver(pull.reply, subject, reply, shown, body);
    if (pull.left <= 0 && pull.bytesLeft > 0) this.pulls.end(pull, "409 Batch Completed");
    const twin = this.env.faults.deliversTwice ? this.pulls.peekOther(pull) : undefined;
    if (twin !== undefined) this.env.deliver(twin.reply, subject, reply, shown, body);
  }

  private track(seq: number): void {
    const now = this.env.unixNow();
    this.lastDeliveryAt = now;
    if (this.config.ack_policy === "none") {
      this.state.deliveredWithoutAck(seq);
      this.stream.acknowledged(seq, this);
      return;
    }
    this.state.delivered(seq, now);
    this.ackTimer.wakeBy(now + this.waitOf(seq));
  }

  private nextRedelivery(): { readonly message: StoredMessage; readonly count: number } | undefined {
    const { state } = this;
    for (let seq = state.takeQueued(); seq !== undefined; seq = state.takeQueued()) {
      const count = state.countUp(seq);
      if (this.config.max_deliver > 0 && count > this.config.max_deliver) {
        state.giveUp(seq, count - 1);
        this.advisories.maxDeliveries(this.stream.name, this.name, seq, count - 1);
        continue;
      }
      const message = this.stream.store.get(seq);
      if (message !== undefined) return { message, count };
      state.countDown(seq);
    }
    return undefined;
  }

  private nextNew(): StoredMessage | undefined {
    // No room (K2), or nothing unseen: the cheap answers first, most calls end here.
    if (this.isFull) return undefined;
    const { store, config } = this.stream;
    if (this.numPending > 0) return store.next(this.state.nextStreamSeq, this.matches);
    this.state.passOver(store.lastSeq, config.storage === "memory");
    return undefined;
  }

  private heartbeat(): Uint8Array {
    return statusHeaders("100 Idle Heartbeat", [
      ["Nats-Last-Consumer", this.state.nextDeliverySeq - 1],
      ["Nats-Last-Stream", this.state.nextStreamSeq - 1],
    ]);
  }

  // --- time ---

  wakeBy(unixMs: number): void {
    this.ackTimer.wakeBy(unixMs);
  }

  /** How long the current delivery of `seq` may take (K4). */
  private waitOf(seq: number): number {
    const { backoff } = this.config;
    if (backoff === undefined) return this.ackWaitMs;
    const at = Math.min(this.state.redeliveriesOf(seq), backoff.length - 1);
    return (backoff[at] as number) / NANOS_PER_MS;
  }

  private expirePending(): void {
    const { state } = this;
    const now = this.env.unixNow();
    const expired: number[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const [seq, pending] of state.pending) {
      if (state.isQueued(seq)) continue;
      const deadline = pending.since + this.waitOf(seq);
      if (deadline > now) next = Math.min(next, deadline);
      else if (this.env.faults.redeliversExpired && !this.givenUp(seq)) expired.push(seq);
    }
    this.ackTimer.wakeBy(next);
    if (expired.length === 0) return;
    for (const seq of expired.sort((a, b) => a - b)) state.queue(seq);
    this.serve();
  }

  /** With max_deliver 1 the only delivery was the last one, so there is no next that could notice it (K3). */
  private givenUp(seq: number): boolean {
    const limit = this.config.max_deliver;
    const count = Math.max(1, this.state.redeliveriesOf(seq));
    if (limit <= 0 || count < limit) return false;
    this.state.giveUp(seq, count);
    if (count === limit) this.advisories.maxDeliveries(this.stream.name, this.name, seq, count);
    return true;
  }

  private watchActivity(): void {
    this.inactivity.watch((this.config.inactive_threshold ?? 0) / NANOS_PER_MS);
  }

  private recount(): void {
    let count = 0;
    for (const message of this.stream.store) {
      if (message.seq >= this.state.nextStreamSeq && this.matches(message.subject)) count++;
    }
    this.numPending = count;
  }
}

/** A consumer of headers only learns how big the message was. */
function sizeHeader({ headers, payload }: StoredMessage): Uint8Array {
  const text = headers === null ? "NATS/1.0\r\n" : decodeText(headers).slice(0, -2);
  return encodeText(`${text}Nats-Msg-Size: ${payload.length}\r\n\r\n`);
}
