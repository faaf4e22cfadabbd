import { type ApiError, ApiErrors, storeFailed } from "../api/api-errors.ts";
import type { StreamOnDisk } from "../disk.ts";
import type { Environment } from "../environment.ts";
import { EMPTY, encodeText } from "../wire/bytes.ts";
import { goJson, NANOS_PER_MS } from "../wire/go-format.ts";
import { filledHeader, headerText, headerValue } from "../wire/headers.ts";
import { type Approved, AtomicBatches, type BatchHost, batchIdOf } from "./atomic-batches.ts";
import { DedupWindow } from "./dedup-window.ts";
import { DeleteMarkers, markerHeaders } from "./delete-markers.ts";
import { Expiry } from "./expiry.ts";
import { InterestCheck } from "./interest-check.ts";
import { MessageStore, type StoredMessage, storedSize } from "./message-store.ts";
import { ownRules } from "./own-rules.ts";
import { checkBefore, invalidTtl, planPublish, type PublishPlan } from "./publish-checks.ts";
import { type Scheduled, Scheduler } from "./scheduler.ts";
import type { StreamConfig } from "./stream-config.ts";
import { refusal, excess } from "./stream-limits.ts";
import type { StreamObserver } from "./stream-observer.ts";

const PLAIN: PublishPlan = { headers: null, ttlMs: 0, rollup: null, schedule: null, produced: null };
/** Greater than every sequence. */
const END = Number.POSITIVE_INFINITY;
const MAX_HEADER_SIZE = 65_535;

/**
 * One stream: it stores messages, enforces its limits and notifies its consumers.
 *
 * S1  Every accepted message gets the next sequence, in order of arrival.
 * S2  A publish is answered only after the message is stored and the limits are enforced.
 * S3  Observers are notified of each stored and each removed message exactly once. `wake` follows after the whole change, so
 *     that they see a stream within its limits.
 * S4  With work-queue retention, an acknowledged message is removed; with interest retention, a message that no observer
 *     needs any more.
 */
export class Stream implements BatchHost {
  config: StreamConfig;
  readonly store: MessageStore;
  readonly createdAt: number;
  private readonly env: Environment;
  readonly dedup: DedupWindow;
  private readonly expiry: Expiry;
  private readonly scheduler: Scheduler;
  private readonly batches: AtomicBatches;
  /** The stream is deleted; its consumers send nothing any more. */
  isStopped = false;
  private readonly markers: DeleteMarkers;
  private readonly interest: InterestCheck<StreamObserver>;
  private readonly observers = new Set<StreamObserver>();
  private lastMsgId = "";
  /** Whether observers are woken at once, and not later. */
  private isTelling = true;
  private readonly wakeEach = () => this.observers.forEach((observer) => observer.wake());

  /** `left`: the data of the previous server. */
  constructor(env: Environment, config: StreamConfig, left?: Pick<StreamOnDisk, "createdAt" | "store">) {
    this.env = env;
    this.config = config;
    this.createdAt = left?.createdAt ?? env.unixNow();
    this.store = left?.store ?? new MessageStore(config.first_seq ?? 1);
    this.markers = new DeleteMarkers(this.store);
    this.interest = new InterestCheck(this.store, (seq, by) => this.acknowledged(seq, by));
    this.dedup = new DedupWindow(this.windowMs, env.timing.dedupLookMs);
    this.expiry = new Expiry(
      env,
      this.store,
      config.storage === "file",
      (message) => this.end(message),
      () => this.expire(),
    );
    // The first stream starts the coarse clock, by which the first check for old messages is noted.
    env.coarse.use();
    const begin = config.storage === "memory" ? "with-messages" : config.allow_msg_ttl ? "now-and-noted" : "now";
    this.expiry.limitAge(config.max_age / NANOS_PER_MS, begin);
    // As in nats-server, scheduled messages go only into the stream and not to plain subscribers.
    this.scheduler = new Scheduler(env, this.store, (made) => this.acceptMade(made));
    this.batches = new AtomicBatches(env, this);
    if (left !== undefined) this.recover();
  }

  /** Rebuilds the state from the stored messages. The ids of removed messages are lost. */
  private recover(): void {
    for (const message of this.store) {
      const { msgId, ttlMs, schedule } = ownRules(message, this.env.unixNow());
      if (msgId !== "") this.dedup.remember(msgId, message.seq, message.at, true);
      if (message.seq === this.store.lastSeq) this.lastMsgId = msgId;
      this.expiry.stored(message, ttlMs);
      this.scheduler.stored(message, schedule, false);
    }
  }

  private get windowMs(): number {
    return this.env.faults.dedupWindowMs(this.config.duplicate_window / NANOS_PER_MS);
  }

  get name(): string {
    return this.config.name;
  }

  private get limits(): StreamConfig {
    return this.env.faults.refusesNew ? this.config : { ...this.config, discard: "old" };
  }

  get isWorkQueue(): boolean {
    return this.config.retention === "workqueue";
  }

  get observerCount(): number {
    return this.observers.size;
  }

  update(config: StreamConfig): void {
    this.config = config;
    if (config.allow_atomic !== true) this.batches.drop();
    this.dedup.resize(this.windowMs, this.env.unixNow());
    // In the order of nats-server's stores (UpdateConfig): the stream's limits before the limits of subjects.
    this.enforce();
    if (config.max_msgs_per_subject > 0) for (const [subject] of [...this.store.subjects()]) this.enforce(subject);
    this.expiry.limitAge(config.max_age / NANOS_PER_MS, "now");
    this.expire();
  }

  /** Stops the stream and its timers. */
  stop(): void {
    this.isStopped = true;
    this.env.coarse.release();
    this.expiry.stop();
    this.scheduler.stop();
    this.batches.drop();
    this.observers.clear();
  }

  observe(observer: StreamObserver): void {
    this.observers.add(observer);
  }

  unobserve(observer: StreamObserver, ackFloor: number): void {
    this.observers.delete(observer);
    if (this.config.retention === "interest" && this.observers.size === 0) this.purgeOn("", END, 0);
    else this.dropUnneeded(ackFloor);
  }

  /**
   * Removes messages that no observer needs any more, after the end of a consumer (S4). As in nats-server
   * (cleanupNoInterestMessages), messages below that consumer's ack floor stay, even if it never needed them.
   */
  dropUnneeded(ackFloor: number): void {
    if (this.config.retention !== "interest") return;
    const from = Math.max(ackFloor, this.store.firstSeq);
    if (from > this.store.lastSeq) return this.compact(this.interest.firstNeeded(this.observers));
    const unneeded = [...this.store].filter((message) => message.seq >= from && !this.isNeeded(message));
    for (const { seq } of unneeded) {
      this.store.remove(seq);
      this.expiry.removed(seq);
    }
  }

  /** Removes all messages before `seq`. As in nats-server, 0 removes all. */
  private compact(seq: number): void {
    const gone = [...this.store].filter((message) => message.seq < seq || seq === 0);
    for (const message of gone) this.store.remove(message.seq);
    if (this.store.count === 0) this.store.beginAt(this.store.lastSeq + 1);
    if (gone.length > 0) for (const observer of this.observers) observer.recount();
  }

  /** Accepts a publisher's message (S1, S2). The answer goes to `reply`, if there is one. */
  accept(subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): void {
    const batchId = batchIdOf(headers);
    const answer =
      batchId === undefined
        ? this.tryAccept(subject, headers, payload)
        : this.acceptOfBatch(batchId, subject, headers, payload);
    if (reply === "" || this.config.no_ack === true) return;
    this.env.deliver(reply, reply, "", null, encodeText(answer));
  }

  private acceptOfBatch(id: string, subject: string, headers: Uint8Array | null, payload: Uint8Array): string {
    const answer = this.batches.accept(id, headerText(headers) ?? "", { subject, headers, payload });
    if (answer === "staged") return "";
    if ("error" in answer) return this.refused(answer.error);
    return `{"stream":"${this.name}","seq":${answer.seq},"batch":${goJson(id)},"count":${answer.count}}`;
  }

  storeTogether(messages: readonly Approved[]): number {
    this.atOnce(() => {
      for (const { subject, payload, plan, msgId } of messages) this.storePlanned(subject, payload, plan, msgId);
    });
    return this.store.lastSeq;
  }

  /** Stores the scheduled messages of one moment and notifies the observers once. */
  private acceptMade(messages: readonly Scheduled[]): void {
    this.atOnce(() => {
      for (const { subject, headers, payload } of messages) this.tryAccept(subject, headers, payload);
    });
  }

  private atOnce(change: () => void): void {
    this.isTelling = this.env.timing.turns?.tellsEach() === true;
    change();
    this.isTelling = true;
    this.wakeAll();
  }

  private tryAccept(subject: string, headers: Uint8Array | null, payload: Uint8Array): string {
    const now = this.env.unixNow();
    const tooLarge = this.tooLarge(headers, payload);
    if (tooLarge !== null) return this.refused(tooLarge);
    const text = headerText(headers);
    let plan: PublishPlan = { ...PLAIN, headers };
    let msgId = "";
    if (text !== null && text.includes("\r\nNats-")) {
      const before = checkBefore(text, subject, this.config, this.store, now, this.env.faults);
      if ("error" in before) return this.refused(before.error);
      msgId = headerValue(text, "Nats-Msg-Id") ?? "";
      const known = msgId === "" ? undefined : this.dedup.find(msgId, now);
      if (known !== undefined) return `{"stream":"${this.name}","seq":${known},"duplicate": true}`;
      const planned = planPublish(text, headers, this.config, this.lastMsgId, before);
      if ("error" in planned) return this.refused(planned.error);
      plan = planned;
    }
    const isWanted = this.config.retention !== "interest" || this.hasInterested(subject);
    const unfit = isWanted ? (invalidTtl(text) ?? this.lacksRoom(subject, plan.headers, payload)) : null;
    if (unfit !== null) return this.refused(unfit);
    return `{"stream":"${this.name}","seq":${this.storePlanned(subject, payload, plan, msgId)}}`;
  }

  private storePlanned(subject: string, payload: Uint8Array, plan: PublishPlan, msgId: string): number {
    const now = this.env.unixNow();
    const isWanted = this.config.retention !== "interest" || this.hasInterested(subject);
    const seq = isWanted ? this.keep(subject, payload, now, plan) : this.passOver(subject, plan);
    this.lastMsgId = msgId;
    if (msgId !== "") this.dedup.remember(msgId, seq, now, isWanted);
    return seq;
  }

  tooLarge(headers: Uint8Array | null, payload: Uint8Array): ApiError | null {
    const { max_msg_size: maxSize } = this.config;
    if (maxSize >= 0 && (headers?.length ?? 0) + payload.length > maxSize) return ApiErrors.messageTooLarge;
    return headers !== null && headers.length > MAX_HEADER_SIZE ? ApiErrors.headerTooLarge : null;
  }

  private lacksRoom(subject: string, headers: Uint8Array | null, payload: Uint8Array): ApiError | null {
    const { storage } = this.config;
    const rollsUp = filledHeader(headerText(headers) ?? "", "Nats-Rollup") !== undefined;
    const size = storedSize(storage, subject, headers, payload);
    const full = refusal(this.limits, this.store, { subject, size, rollsUp });
    return full === null ? null : storeFailed(full);
  }

  private keep(subject: string, payload: Uint8Array, now: number, plan: PublishPlan): number {
    const { headers } = plan;
    const size = storedSize(this.config.storage, subject, headers, payload);
    const message = this.store.append(subject, headers, payload.length === 0 ? EMPTY : payload, now, size);
    this.enforce(subject);
    this.expiry.stored(message, this.env.faults.endsByTtl ? plan.ttlMs : 0);
    this.scheduler.stored(message, plan.schedule, plan.produced !== null);
    this.rollUp(subject, plan, 1);
    for (const observer of this.observers) observer.stored(message);
    this.wakeAll();
    return message.seq;
  }

  /** Uses a sequence for a message that no observer needs. */
  private passOver(subject: string, plan: PublishPlan): number {
    const seq = this.store.skip(this.env.coarse.now());
    this.rollUp(subject, plan, 0);
    this.wakeAll();
    return seq;
  }

  /** Performs a requested roll-up: keeps the last `keep` messages on the message's subject, or in the stream. */
  private rollUp(subject: string, { rollup, produced }: PublishPlan, keep: number): void {
    if (!this.config.allow_rollup_hdrs) return;
    if (rollup !== null) this.purgeOn(rollup === "sub" ? subject : "", END, keep);
    // The last message of a schedule removes the schedule.
    if (produced?.isOver === true) this.purgeOn(produced.scheduler, END, 0);
  }

  private refused(error: ApiError): string {
    return `{"error":${goJson(error)},"stream":"${this.name}","seq":0}`;
  }

  /** Called when a consumer no longer needs a message (S4). Returns whether the message was removed. */
  acknowledged(seq: number, by: StreamObserver): boolean {
    if (this.config.retention === "limits" || !this.env.faults.removesOnAck) return false;
    const message = this.store.get(seq);
    if (message === undefined) return false;
    if (!this.isWorkQueue && this.isNeeded(message)) return false;
    this.store.remove(seq);
    this.expiry.removed(seq);
    for (const observer of this.observers) if (observer !== by) observer.removed(message, message.subject);
    return true;
  }

  /** Removes one message. Returns false if there is none. */
  remove(seq: number): boolean {
    const isThere = this.drop(seq);
    this.wakeAll();
    return isThere;
  }

  private drop(seq: number): boolean {
    const message = this.store.remove(seq);
    if (message === undefined) return false;
    this.expiry.removed(seq);
    this.env.timing.turns?.place(this.wakeEach);
    for (const observer of this.observers) observer.removed(message, message.subject);
    return true;
  }

  private wakeAll(): void {
    if (this.isTelling) this.wakeEach();
  }

  /** Removes messages on `subject` (empty: all) below `beforeSeq`, except the last `keep`. Returns their number. */
  purge(subject: string, beforeSeq: number, keep: number): number {
    const purged = this.purgeOn(subject, beforeSeq, keep);
    this.wakeAll();
    return purged;
  }

  private purgeOn(subject: string, beforeSeq: number, keep: number): number {
    const doomed = [...this.store.on(subject)].filter(({ seq }) => seq < beforeSeq);
    const gone = keep > 0 ? doomed.slice(0, Math.max(0, doomed.length - keep)) : doomed;
    const isWhole = (subject === "" || subject === ">") && keep === 0;
    for (const { seq } of gone) {
      this.store.remove(seq);
      // nats-server forgets their TTLs only in memory, and only if it removes the messages one by one.
      if (this.config.storage === "memory" && !isWhole) this.expiry.removed(seq);
    }
    this.env.timing.turns?.place(this.wakeEach);
    this.tellPurged(subject, isWhole, gone);
    const isEmptied = subject === "" && keep === 0 && this.store.count === 0;
    if (isEmptied) this.store.beginAt(Math.max(Number.isFinite(beforeSeq) ? beforeSeq : 0, this.store.lastSeq + 1));
    const [left] = subject === "" ? [] : this.store.on(subject);
    const firstLeft = subject === "" ? this.store.firstSeq : (left?.seq ?? 0);
    for (const observer of this.observers) observer.purged({ subject, firstLeft });
    return gone.length;
  }

  /** Notifies like nats-server's stores: of a single message itself, of several only that observers must count again. */
  private tellPurged(subject: string, isWhole: boolean, gone: readonly StoredMessage[]): void {
    const [only] = gone;
    if (gone.length === 1 && only !== undefined && !isWhole) {
      const told = this.config.storage === "memory" ? only.subject : subject || ">";
      for (const observer of this.observers) observer.removed(only, told);
    } else if (gone.length > 0) {
      for (const observer of this.observers) observer.recount();
    }
  }

  private enforce(subject?: string): void {
    for (;;) {
      const seq = excess(this.limits, this.store, subject);
      if (seq === undefined) return;
      this.drop(seq);
    }
  }

  private expire(): void {
    this.atOnce(() => this.expiry.expire());
  }

  /** Removes an expired message. If it stays, returns the moment of the next attempt. */
  private end(message: StoredMessage): number {
    const { subject_delete_marker_ttl: markerTtl = 0 } = this.config;
    const fate = markerTtl === 0 ? "remove" : this.markers.decide(message, this.env.unixNow());
    if (fate === "mark") this.tryAccept(message.subject, markerHeaders(markerTtl), EMPTY);
    else if (fate === "remove") this.drop(message.seq);
    return this.store.get(message.seq) === undefined ? END : this.markers.nextAttempt(message.seq);
  }

  private hasInterested(subject: string): boolean {
    for (const observer of this.observers) if (observer.accepts(subject)) return true;
    return false;
  }

  private isNeeded(message: StoredMessage): boolean {
    for (const observer of this.observers) if (observer.needs(message)) return true;
    return false;
  }
}
