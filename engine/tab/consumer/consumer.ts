import type { Advisories } from "../advisories.ts";
import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";
import type { StoredMessage } from "../stream/message-store.ts";
import type { Purge, Stream, StreamObserver } from "../stream/stream.ts";
import { EMPTY } from "../wire/bytes.ts";
import { NANOS_PER_MS, nanosText } from "../wire/go-format.ts";
import { statusHeaders, withHeaders } from "../wire/headers.ts";
import { matcherOf, matches as covers } from "../wire/subjects.ts";
import { type AckedDelivery, AckProcessor } from "./ack-processor.ts";
import { type ConsumerConfig, filtersOf } from "./consumer-config.ts";
import { DeliveryState } from "./delivery-state.ts";
import { firstSequence } from "./first-sequence.ts";
import { InactivityWatch } from "./inactivity.ts";
import { LastPerSubject } from "./last-per-subject.ts";
import type { Heartbeat, Outlet, Taken } from "./outlet.ts";
import { Pause } from "./pause.ts";
import { refusal } from "./pull-limits.ts";
import { parsePullRequest, PullRequestError } from "./pull-request.ts";
import { PullQueue } from "./pull-queue.ts";
import { PushOutlet } from "./push-outlet.ts";

/**
 * One consumer: hands the messages of its stream to whoever pulls, or pushes them to its deliver subject.
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
  readonly pause: Pause;
  private readonly env: Environment;
  private readonly advisories: Advisories;
  private readonly acks: AckProcessor;
  private readonly outlet: Outlet;
  /** Null for a push consumer, and the other way round. */
  private readonly pulls: PullQueue | null;
  private readonly push: PushOutlet | null;
  private readonly lasts: LastPerSubject | null;
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
    this.pause = new Pause(env);
    this.createdAt = env.unixNow();
    this.matches = matcherOf(filtersOf(config));
    this.state = new DeliveryState(firstSequence(config, stream.store, this.matches));
    this.lasts = config.deliver_policy === "last_per_subject" ? new LastPerSubject(stream.store, this.matches) : null;
    const isPush = config.deliver_subject !== undefined;
    const flowPrefix = `$JS.FC.${stream.name}.${name}`;
    this.pulls = isPush ? null : new PullQueue(env, config.max_waiting ?? 0);
    this.push = isPush ? new PushOutlet(env, config, flowPrefix, () => this.interestChanged()) : null;
    this.outlet = (this.pulls ?? this.push) as Outlet;
    this.acks = new AckProcessor(env, stream, this, advisories);
    this.ackTimer = new DeadlineTimer(env, () => this.expirePending());
    this.pullTimer = new DeadlineTimer(env, () => this.serve());
    this.inactivity = new InactivityWatch(env, () => this.isInUse, onInactive);
    this.recount();
    this.watchActivity();
    // What a push consumer has comes after the answer to the request that made it.
    if (this.push !== null) this.pullTimer.wakeBy(this.createdAt);
  }

  get ackWaitMs(): number {
    return (this.config.ack_wait ?? 0) / NANOS_PER_MS;
  }

  get waitingCount(): number {
    this.pulls?.sweep(false, () => this.heartbeat());
    return this.pulls?.size ?? 0;
  }

  /** Whether this is a push consumer with somebody listening. */
  get isBound(): boolean {
    return this.push?.isBound === true;
  }

  private get isInUse(): boolean {
    return this.push === null ? this.waitingCount > 0 || this.state.pending.size > 0 : this.push.isBound;
  }

  private interestChanged(): void {
    this.inactivity.noteUse();
    this.push?.bound();
    this.serve();
  }

  /** A client answers flow control. */
  flowAnswered(subject: string): void {
    if (this.push?.answered(subject) === true) this.serve();
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
    this.outlet.stop();
  }

  // --- what the clients ask ---

  pull(reply: string, body: string): void {
    if (reply === "") return;
    const { pulls } = this;
    if (pulls === null) return this.refuse(reply, "409 Consumer is push based");
    this.inactivity.noteUse();
    try {
      const request = parsePullRequest(body);
      const available = this.numPending + this.state.queuedCount;
      const refused = refusal(this.config, request, pulls, available, () => this.heartbeat());
      if (refused !== null) return this.refuse(reply, refused);
      pulls.add(reply, request);
    } catch (thrown) {
      if (!(thrown instanceof PullRequestError)) throw thrown;
      return this.refuse(reply, `400 Bad Request - ${thrown.message}`);
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

  private refuse(reply: string, status: string): void {
    this.env.deliver(reply, reply, "", statusHeaders(status), EMPTY);
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
      if (this.awaits(message)) this.numPending--;
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
      while (!this.pause.isOn && this.outlet.isOpen && this.deliverNext());
      this.outlet.sweep(!this.isFull && !this.pause.isOn, () => this.heartbeat());
    } while (this.serveAgain);
    this.serving = false;
    this.pullTimer.wakeBy(Math.min(this.outlet.nextDeadline(), this.pause.deadline));
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
    const way = this.outlet.take(size);
    if (way === undefined) {
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
    this.send(way, message, reply);
    return true;
  }

  private send(way: Taken, message: StoredMessage, reply: string): void {
    const { subject, headers } = message;
    const body = this.config.headers_only === true ? EMPTY : message.payload;
    const shown =
      this.config.headers_only === true ? withHeaders(headers, [["Nats-Msg-Size", message.payload.length]]) : headers;
    this.env.deliver(way.reply, subject, reply, shown, body);
    this.outlet.sent(way);
    const twin = this.env.faults.deliversTwice ? this.outlet.peekOther(way) : undefined;
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
    if (this.numPending > 0) {
      let message = store.next(this.state.nextStreamSeq, this.matches);
      while (message !== undefined && !this.awaits(message)) message = store.next(message.seq + 1, this.matches);
      return message;
    }
    this.state.passOver(store.lastSeq, config.storage === "memory");
    return undefined;
  }

  /** Whether a message that has not been delivered is to be. */
  private awaits({ seq, subject }: StoredMessage): boolean {
    return this.matches(subject) && (this.lasts === null || this.lasts.wants(seq));
  }

  private heartbeat(): Heartbeat {
    return [
      ["Nats-Last-Consumer", this.state.nextDeliverySeq - 1],
      ["Nats-Last-Stream", this.state.nextStreamSeq - 1],
    ];
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
      if (message.seq >= this.state.nextStreamSeq && this.awaits(message)) count++;
    }
    this.numPending = count;
  }
}
