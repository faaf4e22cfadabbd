import { type ApiError, ApiErrors, storeFailed } from "../api/api-errors.ts";
import { DeadlineTimer } from "../deadline-timer.ts";
import type { Environment } from "../environment.ts";
import { EMPTY, encodeText } from "../wire/bytes.ts";
import { goJson, NANOS_PER_MS } from "../wire/go-format.ts";
import { headerText, headerValue } from "../wire/headers.ts";
import { matcherOf } from "../wire/subjects.ts";
import { DedupWindow } from "./dedup-window.ts";
import { MessageStore, type StoredMessage, storedSize } from "./message-store.ts";
import { checkExpectations, checkExpectedStream } from "./publish-checks.ts";
import type { StreamConfig } from "./stream-config.ts";
import { refusal, surplus } from "./stream-limits.ts";

/**
 * One stream: accepts messages, keeps them within its limits, tells its consumers.
 *
 * S1  every accepted message gets the next sequence, in order of arrival;
 * S2  a publish is answered only after the message is stored and the limits hold again;
 * S3  observers hear of each stored and each removed message exactly once, and are woken only after all of one change:
 *     what they then do sees a stream that is within its limits;
 * S4  under the work-queue policy an acknowledged message is removed, under interest when no observer needs it.
 */
export interface StreamObserver {
  stored(message: StoredMessage): void;
  /** All that changed has been told. */
  wake(): void;
  /** Not called for what was removed because this observer acknowledged it. */
  removed(message: StoredMessage): void;
  /** Many messages are gone; mostly without a `removed` for each. */
  purged(purge: Purge): void;
  needs(message: StoredMessage): boolean;
  accepts(subject: string): boolean;
}

/** A purge that has been done. */
export type Purge = {
  /** Which subjects it was for; empty for all. */
  readonly subject: string;
  /** The first message that it left on these subjects; 0 for none. */
  readonly firstLeft: number;
};

const MAX_HEADER_SIZE = 65_535;

export class Stream {
  config: StreamConfig;
  readonly store: MessageStore;
  readonly createdAt: number;
  private readonly env: Environment;
  private readonly dedup: DedupWindow;
  private readonly ages: DeadlineTimer;
  private readonly observers = new Set<StreamObserver>();
  private lastMsgId = "";

  constructor(env: Environment, config: StreamConfig) {
    this.env = env;
    this.config = config;
    this.createdAt = env.unixNow();
    this.store = new MessageStore(config.first_seq ?? 1);
    this.dedup = new DedupWindow(config.duplicate_window / NANOS_PER_MS);
    this.ages = new DeadlineTimer(env, () => this.expireOld());
  }

  get name(): string {
    return this.config.name;
  }

  get isWorkQueue(): boolean {
    return this.config.retention === "workqueue";
  }

  get observerCount(): number {
    return this.observers.size;
  }

  update(config: StreamConfig): void {
    this.config = config;
    this.dedup.windowMs = config.duplicate_window / NANOS_PER_MS;
    if (config.max_msgs_per_subject > 0) for (const [subject] of [...this.store.subjects()]) this.enforce(subject);
    this.enforce();
    this.ages.cancel();
    this.expireOld();
    this.wakeAll();
  }

  /** Stops the timer; nothing happens to this stream any more. */
  stop(): void {
    this.ages.cancel();
    this.observers.clear();
  }

  observe(observer: StreamObserver): void {
    this.observers.add(observer);
  }

  unobserve(observer: StreamObserver): void {
    this.observers.delete(observer);
    if (this.config.retention !== "interest") return;
    for (const message of [...this.store]) if (!this.isNeeded(message)) this.store.remove(message.seq);
  }

  /** A message from a publisher (S1, S2). The answer goes to `reply`, if there is one. */
  accept(subject: string, reply: string, headers: Uint8Array | null, payload: Uint8Array): void {
    const answer = this.tryAccept(subject, headers, payload);
    if (reply === "" || this.config.no_ack === true) return;
    this.env.deliver(reply, reply, "", null, encodeText(answer));
  }

  private tryAccept(subject: string, headers: Uint8Array | null, payload: Uint8Array): string {
    const now = this.env.unixNow();
    const text = headerText(headers);
    let msgId = "";
    if (text !== null && text.includes("\r\nNats-")) {
      const mismatch = checkExpectedStream(text, this.name);
      if (mismatch !== null) return this.refused(mismatch);
      msgId = headerValue(text, "Nats-Msg-Id") ?? "";
      const known = msgId === "" ? undefined : this.dedup.find(msgId, now);
      if (known !== undefined) return `{"stream":"${this.name}","seq":${known},"duplicate": true}`;
      const unmet = checkExpectations(text, subject, this.store, this.lastMsgId);
      if (unmet !== null) return this.refused(unmet);
    }
    const { max_msg_size: maxSize, storage } = this.config;
    if (maxSize >= 0 && (headers?.length ?? 0) + payload.length > maxSize)
      return this.refused(ApiErrors.messageTooLarge);
    if (headers !== null && headers.length > MAX_HEADER_SIZE) return this.refused(ApiErrors.headerTooLarge);
    const size = storedSize(storage, subject, headers, payload);
    const full = refusal(this.config, this.store, subject, size);
    if (full !== null) return this.refused(storeFailed(full));
    const seq = this.keep(subject, headers, payload, now, size);
    this.lastMsgId = msgId;
    if (msgId !== "") this.dedup.remember(msgId, seq, now);
    return `{"stream":"${this.name}","seq":${seq}}`;
  }

  private keep(subject: string, headers: Uint8Array | null, payload: Uint8Array, now: number, size: number): number {
    if (this.config.retention === "interest" && !this.hasInterested(subject)) return this.store.skip(now);
    const message = this.store.append(subject, headers, payload.length === 0 ? EMPTY : payload, now, size);
    for (const observer of this.observers) observer.stored(message);
    this.enforce(subject);
    if (this.config.max_age > 0) this.ages.wakeBy(now + this.config.max_age / NANOS_PER_MS);
    this.wakeAll();
    return message.seq;
  }

  private refused(error: ApiError): string {
    return `{"error":${goJson(error)},"stream":"${this.name}","seq":0}`;
  }

  /** A consumer is done with a message (S4). */
  acknowledged(seq: number, by: StreamObserver): void {
    if (this.config.retention === "limits" || !this.env.faults.removesOnAck) return;
    const message = this.store.get(seq);
    if (message === undefined) return;
    if (!this.isWorkQueue && this.isNeeded(message)) return;
    this.store.remove(seq);
    for (const observer of this.observers) if (observer !== by) observer.removed(message);
  }

  /** Removes one message; false if there is none. */
  remove(seq: number): boolean {
    const isThere = this.drop(seq);
    this.wakeAll();
    return isThere;
  }

  private drop(seq: number): boolean {
    const message = this.store.remove(seq);
    if (message === undefined) return false;
    for (const observer of this.observers) observer.removed(message);
    return true;
  }

  private wakeAll(): void {
    for (const observer of this.observers) observer.wake();
  }

  /** Removes what is on `subject` (empty: on all) and below `beforeSeq`, but for the last `keep`; returns how many went. */
  purge(subject: string, beforeSeq: number, keep: number): number {
    const accepts = subject === "" ? () => true : matcherOf([subject]);
    const doomed = [...this.store].filter((message) => message.seq < beforeSeq && accepts(message.subject));
    const gone = keep > 0 ? doomed.slice(0, Math.max(0, doomed.length - keep)) : doomed;
    // nats-server's store in memory tells of a purge of some subjects message by message; nobody hears of any other.
    const isTold = subject !== "" && this.config.storage === "memory";
    for (const { seq } of gone) {
      if (isTold) this.drop(seq);
      else this.store.remove(seq);
    }
    const isEmptied = subject === "" && keep === 0 && this.store.count === 0;
    if (isEmptied) this.store.beginAt(Math.max(beforeSeq, this.store.lastSeq + 1));
    const firstLeft = subject === "" ? this.store.firstSeq : (this.store.next(1, accepts)?.seq ?? 0);
    for (const observer of this.observers) observer.purged({ subject, firstLeft });
    this.wakeAll();
    return gone.length;
  }

  private enforce(subject?: string): void {
    for (;;) {
      const seq = surplus(this.config, this.store, subject);
      if (seq === undefined) return;
      this.drop(seq);
    }
  }

  private expireOld(): void {
    if (this.config.max_age <= 0) return;
    const maxAgeMs = this.config.max_age / NANOS_PER_MS;
    const now = this.env.unixNow();
    let first = this.store.get(this.store.firstSeq);
    while (first !== undefined && first.at + maxAgeMs <= now) {
      this.drop(first.seq);
      first = this.store.get(this.store.firstSeq);
    }
    if (first !== undefined) this.ages.wakeBy(first.at + maxAgeMs);
    this.wakeAll();
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
