import type { Advisories } from "../advisories.ts";
import type { ConsumerOnDisk } from "../disk.ts";
import type { Environment } from "../environment.ts";
import { lengthOf, type StoredMessage } from "../stream/message-store.ts";
import type { Purge, StreamObserver } from "../stream/stream-observer.ts";
import type { Stream } from "../stream/stream.ts";
import { unixMsOf } from "../../clock/unix-time.ts";
import { EMPTY } from "../wire/bytes.ts";
import { ZERO_TIME, NANOS_PER_MS, nanosText } from "../wire/go-format.ts";
import { statusHeaders } from "../wire/headers.ts";
import { type AckedDelivery, AckProcessor } from "./ack-processor.ts";
import { type ConsumerConfig, filtersOf } from "./consumer-config.ts";
import { DeliveryState, type Floor } from "./delivery-state.ts";
import { firstSequence } from "./first-sequence.ts";
import { headersOnly } from "./headers-only.ts";
import { InactivityWatch } from "./inactivity.ts";
import { LastPerSubject } from "./last-per-subject.ts";
import { NextLook } from "./next-look.ts";
import type { Outlet, Taken } from "./outlet.ts";
import { Pause } from "./pause.ts";
import { refusal, SILENTLY } from "./pull-limits.ts";
import { readPullRequest } from "./pull-request.ts";
import { PullQueue } from "./pull-queue.ts";
import { PushOutlet } from "./push-outlet.ts";
import { Redeliveries } from "./redeliveries.ts";
import { SubjectFilter } from "./subject-filter.ts";
import { Undelivered } from "./undelivered.ts";

/**
 * One consumer: it delivers the messages of its stream to pulls, or pushes them to its deliver subject.
 *
 * K1  Redeliveries come first, then new messages in order of sequence. Each goes to the first pull of the queue.
 * K2  While max_ack_pending messages are pending, new messages are not delivered, but redeliveries are.
 * K3  A message that was delivered max_deliver times stays in the stream and is never delivered again. The advisory is sent
 *     when its next delivery would be due, which requires a pull.
 * K4  ack_wait counts from the server's delivery, not from the client's receipt.
 */
export class Consumer implements StreamObserver {
  readonly stream: Stream;
  readonly name: string;
  createdAt: number;
  readonly state: DeliveryState;
  config: ConsumerConfig;
  readonly undelivered: Undelivered;
  lastDeliveryAt = 0;
  lastAckAt = 0;
  readonly pause: Pause;
  private readonly env: Environment;
  private readonly advisories: Advisories;
  private readonly acks: AckProcessor;
  private readonly outlet: Outlet;
  /** Null for a push consumer. */
  private readonly pulls: PullQueue | null;
  private readonly push: PushOutlet | null;
  private readonly redeliveries: Redeliveries;
  private readonly nextLook: NextLook;
  private readonly inactivity: InactivityWatch;
  private readonly filter: SubjectFilter;
  /** For `wake`: pending messages that the stream has removed, and whether it has new messages. */
  private readonly lost: AckedDelivery[] = [];
  private hasNews = false;
  private readonly serveLater = () => this.serve();
  private wasBound = false;
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
    this.pause = new Pause(env, () => this.pauseEnded());
    this.createdAt = env.unixNow();
    this.filter = new SubjectFilter(filtersOf(config));
    const perSubject = stream.config.max_msgs_per_subject;
    const first = firstSequence(config, stream.store, perSubject, this.filter.matches, env.faults.startsLateBy);
    this.state = new DeliveryState(first, config.ack_policy, () => env.unixNow());
    const hasLasts = config.deliver_policy === "last_per_subject" && perSubject !== 1;
    const lasts = hasLasts ? new LastPerSubject(stream.store, this.filter.matches) : null;
    this.undelivered = new Undelivered(stream.store, this.state, lasts, this.filter);
    const isPush = config.deliver_subject !== undefined;
    const flowPrefix = `$JS.FC.${stream.name}.${name}`;
    this.pulls = isPush ? null : new PullQueue(env, config.max_waiting ?? 0);
    this.push = isPush ? new PushOutlet(env, config, flowPrefix, () => this.interestChanged()) : null;
    this.outlet = (this.pulls ?? this.push) as Outlet;
    this.advisories = advisories;
    this.acks = new AckProcessor(env, stream, this, advisories);
    this.redeliveries = new Redeliveries(env, stream, this, advisories);
    this.nextLook = new NextLook(env, () => this.sweepAndServe());
    this.inactivity = new InactivityWatch(env, () => this.isInUse, onInactive);
    this.undelivered.recount();
    if (config.pause_until !== undefined) this.pause.set(unixMsOf(config.pause_until));
    this.inactivity.watch(config.inactive_threshold);
    // A push consumer delivers only after the answer to the request that created it.
    this.wasBound = this.isBound;
    if (isPush) this.nextLook.oweSoon();
  }

  /** The `delivered` field of the consumer's info. */
  get reportedDelivered(): Floor {
    return this.state.reportedDelivered(this.stream.config.storage === "memory" || this.config.mem_storage === true);
  }

  get ackWaitMs(): number {
    return (this.config.ack_wait ?? 0) / NANOS_PER_MS;
  }

  get waitingCount(): number {
    this.pulls?.sweep(false, () => this.state.heartbeat());
    return this.pulls?.size ?? 0;
  }

  /** Whether this is a push consumer whose deliver subject has a subscriber. */
  get isBound(): boolean {
    return this.push?.isBound === true;
  }

  private get isInUse(): boolean {
    return this.push === null ? this.waitingCount > 0 || this.state.pending.size > 0 : this.push.isBound;
  }

  private interestChanged(): void {
    this.inactivity.noteUse();
    if (this.isBound === this.wasBound) return;
    this.wasBound = this.isBound;
    this.push?.bound();
    this.serve();
    // A new subscriber triggers two deliveries, which is visible after a list of last messages with gaps.
    if (this.isBound) this.serve();
  }

  /** Called for a client's answer to flow control. */
  flowAnswered(subject: string): void {
    if (this.push?.answered(subject) === true) this.serve();
  }

  update(config: ConsumerConfig): void {
    const before = this.config;
    this.config = config;
    if (this.filter.change(filtersOf(config))) {
      this.stream.dropUnneeded(this.state.ackFloor.stream);
      this.undelivered.recount();
    }
    this.inactivity.watch(config.inactive_threshold);
    this.redeliveries.configChanged(config.ack_wait !== before.ack_wait);
    if (config.pause_until !== before.pause_until) {
      this.pause.set(unixMsOf(config.pause_until ?? ZERO_TIME));
      this.tellPause();
      if (this.pause.leftMs === 0) this.pauseEnded();
    }
    if (config.max_ack_pending !== before.max_ack_pending) this.nextLook.owe();
    if (this.nextLook.isOwed && this.env.timing.turns?.tellsEach() === true) this.serve();
  }

  tellPause(): void {
    const { stream, name, config, pause } = this;
    this.advisories.paused(stream.name, name, config.pause_until ?? ZERO_TIME, pause.isOn);
  }

  /** Reports the end of a pause. As in nats-server, even if the consumer has been deleted, but not if its stream has. */
  private pauseEnded(): void {
    if (this.stream.isStopped) return;
    this.tellPause();
    this.serve();
  }

  /** Called after the answer to an update; only then the change takes effect. */
  updateAnswered(): void {
    if (this.nextLook.isOwed) this.serve();
  }

  /** Restores the state of a killed server's consumer. */
  recover({ createdAt, state }: ConsumerOnDisk): void {
    this.createdAt = createdAt;
    const { store } = this.stream;
    this.state.restore(state, (seq) => store.get(seq) === undefined, store.lastSeq);
    this.undelivered.recovered();
    this.recount();
    this.redeliveries.recovered();
  }

  /** Stops the consumer and ends all its pulls. */
  stop(): void {
    this.halt();
    this.stream.unobserve(this, this.state.ackFloor.stream);
    this.outlet.stop();
  }

  /** Stops the consumer without informing its clients, because its server was killed. */
  abandon(): void {
    this.halt();
    // A deleted consumer would still report the end of its pause.
    this.pause.forget();
  }

  private halt(): void {
    this.stopped = true;
    this.redeliveries.stop();
    this.nextLook.cancel();
    this.inactivity.watch(0);
  }

  // --- requests of clients ---

  pull(reply: string, body: string): void {
    if (reply === "") return;
    const { pulls } = this;
    if (pulls === null) return this.refuse(reply, "409 Consumer is push based");
    this.inactivity.noteUse();
    if (this.env.timing.turns?.servesBetween() === true && this.nextLook.isOwed) this.serve();
    const request = readPullRequest(body);
    if (typeof request === "string") return this.refuse(reply, request);
    const available = this.undelivered.known + this.state.queuedCount;
    const refused = refusal(this.config, request, pulls, available, () => this.state.heartbeat());
    if (refused === SILENTLY) return;
    if (refused !== null) return this.refuse(reply, refused);
    pulls.add(reply, request);
    // nats-server reads all requests that arrived together before it delivers.
    this.nextLook.owe();
    this.env.whenRead(this.serveLater);
  }

  acknowledge(delivery: AckedDelivery, reply: string, payload: Uint8Array): void {
    this.acks.take(delivery, reply, payload);
  }

  noteAck(): void {
    this.lastAckAt = this.env.unixNow();
  }

  noteLost(delivery: AckedDelivery): void {
    this.acks.lost(delivery);
  }

  lookAgain(overAt: number): void {
    this.redeliveries.lookAgain(overAt);
  }

  noteDelivery(): void {
    this.lastDeliveryAt = this.env.unixNow();
  }

  private refuse(reply: string, status: string): void {
    this.env.deliver(reply, reply, "", statusHeaders(status), EMPTY);
  }

  // --- events of the stream ---

  stored(message: StoredMessage): void {
    if (!this.filter.isTold(message.subject)) return;
    this.undelivered.stored(message.seq);
    if (message.seq >= this.state.nextStreamSeq) this.hasNews = true;
  }

  removed({ seq }: StoredMessage, toldSubject: string): void {
    if (!this.filter.isTold(toldSubject)) return;
    const pending = this.state.pending.get(seq);
    const redeliveries = this.state.redeliveriesOf(seq);
    if (seq >= this.state.nextStreamSeq) {
      if (this.filter.matches(toldSubject)) this.undelivered.count--;
    } else if (pending !== undefined) {
      this.lost.push({ seq, deliverySeq: pending.deliverySeq, count: Math.max(1, redeliveries) });
    } else if (redeliveries > 0) {
      this.noteAck();
      this.state.forget(seq);
    }
  }

  wake(): void {
    if (this.lost.length > 0) {
      this.env.timing.turns?.place();
      this.giveUpLost();
    }
    if (!this.hasNews) return;
    this.hasNews = false;
    this.serve();
  }

  /** Gives up removed messages. New deliveries follow only after all of them are given up. */
  private giveUpLost(): void {
    const isServing = this.serving;
    this.serving = true;
    for (const delivery of this.lost.splice(0)) this.noteLost(delivery);
    this.serving = isServing;
    if (!isServing && this.serveAgain) this.serve();
  }

  purged({ subject, firstLeft }: Purge): void {
    const touch = this.filter.touchedBy(subject);
    if (touch === "none") return;
    const isCovered = touch === "all";
    const { store } = this.stream;
    const start = isCovered ? firstLeft || store.lastSeq + 1 : store.firstSeq;
    if (this.state.purge(start, (seq) => !isCovered && store.get(seq) === undefined)) this.noteAck();
    // As in nats-server, a full consumer does not deliver now but at the next message or pull.
    this.redeliveries.purged();
  }

  accepts(subject: string): boolean {
    return this.filter.isTold(subject);
  }

  needs(message: StoredMessage): boolean {
    const { seq, subject } = message;
    if (!this.filter.matches(subject)) return false;
    const { ackFloor, nextStreamSeq, pending } = this.state;
    const isOpen = this.config.ack_policy !== "explicit" || seq >= nextStreamSeq || pending.has(seq);
    // A message that was given up is kept, wherever the floor is.
    return (seq > ackFloor.stream && isOpen) || this.state.redeliveriesOf(seq) > 0;
  }

  // --- delivering ---

  /** Delivers all deliverable messages. Safe to call at any time: a nested call is postponed. */
  serve(): void {
    if (this.stopped) return;
    if (this.serving) {
      this.serveAgain = true;
      return;
    }
    if (this.env.timing.turns?.postpones(this.serveLater) === true) return;
    this.serving = true;
    do {
      this.serveAgain = false;
      while (!this.pause.holds && this.outlet.isOpen && this.deliverNext());
      this.outlet.sweep(this.pause.holds || !this.isFull, () => this.state.heartbeat());
    } while (this.serveAgain);
    this.serving = false;
    this.nextLook.plan(this.outlet.nextDeadline());
  }

  /** Ends due pulls and sends due heartbeats, and then delivers. */
  private sweepAndServe(): void {
    this.outlet.sweep(true, () => this.state.heartbeat());
    this.serve();
  }

  get isFull(): boolean {
    const limit = this.config.max_ack_pending ?? 0;
    return limit > 0 && this.env.faults.limitsPending && this.state.pending.size >= limit;
  }

  private deliverNext(): boolean {
    const { state } = this;
    const again = this.redeliveries.next();
    // A full consumer (K2) need not search for a message.
    const stored = again?.message ?? (this.isFull ? undefined : this.undelivered.next());
    if (stored === undefined) return false;
    const message = this.config.headers_only === true ? headersOnly(stored) : stored;
    const { seq } = message;
    const ack = `$JS.ACK.${this.stream.name}.${this.name}.${this.env.faults.reportedCount(again?.count ?? 1)}.${seq}`;
    const reply = `${ack}.${state.nextDeliverySeq}.${nanosText(message.at)}.${this.undelivered.known}`;
    const way = this.outlet.take(reply.length + lengthOf(message));
    if (way === undefined) {
      if (again !== undefined || !this.undelivered.putBack(seq)) this.redeliveries.putBack(seq);
      return false;
    }
    this.track(message);
    this.send(way, message, reply);
    return true;
  }

  private send(way: Taken, message: StoredMessage, reply: string): void {
    const { subject, headers, payload } = message;
    this.env.deliver(way.reply, subject, reply, headers, payload);
    this.outlet.sent(way);
    const twin = this.env.faults.deliversTwice ? this.outlet.peekOther(way) : undefined;
    if (twin !== undefined) this.env.deliver(twin.reply, subject, reply, headers, payload);
  }

  private track({ seq, at }: StoredMessage): void {
    const now = this.env.unixNow();
    this.noteDelivery();
    if (this.config.ack_policy === "none") {
      this.state.deliveredWithoutAck(seq);
      this.stream.acknowledged(seq, this);
      return;
    }
    this.state.delivered(seq, now, at);
    this.redeliveries.delivered(seq, now);
  }

  recount(): void {
    this.undelivered.recount();
    this.state.forgetBelow(this.stream.store.firstSeq);
  }
}
