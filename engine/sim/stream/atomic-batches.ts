import type { TimerHandle } from "../../clock/clock.ts";
import { Advisories } from "../advisories.ts";
import { type ApiError, ApiErrors, batchTooLarge, storeFailed } from "../api/api-errors.ts";
import type { Environment } from "../environment.ts";
import { encodeText } from "../wire/bytes.ts";
import { type HeaderText, headerText, headerValue, withHeaders } from "../wire/headers.ts";
import { wholeNumber } from "../wire/protocol-parser.ts";
import { BatchChecks } from "./batch-checks.ts";
import type { DedupWindow } from "./dedup-window.ts";
import { type MessageStore, storedSize } from "./message-store.ts";
import type { PublishPlan } from "./publish-checks.ts";
import type { StreamConfig } from "./stream-config.ts";
import { refusal } from "./stream-limits.ts";

/** One message of a batch, as it came. */
export type Staged = {
  readonly subject: string;
  readonly headers: Uint8Array | null;
  readonly payload: Uint8Array;
};
/** A message of a batch that has passed all checks. */
export type Approved = Staged & { readonly plan: PublishPlan; readonly msgId: string };

/** What the batches need of their stream. */
export interface BatchHost {
  readonly config: StreamConfig;
  readonly store: MessageStore;
  readonly dedup: DedupWindow;
  tooLarge(headers: Uint8Array | null, payload: Uint8Array): ApiError | null;
  /** Stores them all, and then tells of them; returns the last sequence. */
  storeTogether(messages: readonly Approved[]): number;
}

type Batch = { readonly staged: Staged[]; timer: TimerHandle | undefined; readonly isStuck?: true };
type AbandonReason = "timeout" | "large" | "incomplete";
/** How a publish is answered: an error, the last sequence of a stored batch, or nothing but that it has come. */
export type BatchAnswer = { readonly error: ApiError } | { readonly seq: number; readonly count: number } | "staged";

/** Of one stream, and of all together. */
const MOST_BATCHES = 50;
const MOST_BATCHES_IN_ALL = 1_000;
const MOST_MESSAGES = 1_000;
const LONGEST_ID = 64;
const IDLE_MS = 10_000;

/**
 * Atomic batches of one stream: messages with `Nats-Batch-Id` are held until the one with `Nats-Batch-Commit`, and then all
 * of them are stored, or none (ADR-50, and nats-server's `processJetStreamAtomicBatchMsg`).
 *
 * AB1  what has not been committed is seen by nobody, and takes no sequence;
 * AB2  its messages are stored all or none, but for the last one of a batch that ends with a mark: it gets a header for that,
 *      and where it no longer fits then, nats-server has stored the others. The batch's id stays taken until it is used again;
 * AB3  a batch is gone when a message of it is missing, when it is too large, or ten seconds after its last message.
 */
export class AtomicBatches {
  private readonly env: Environment;
  private readonly host: BatchHost;
  private readonly advisories: Advisories;
  private readonly batches = new Map<string, Batch>();

  constructor(env: Environment, host: BatchHost) {
    this.env = env;
    this.host = host;
    this.advisories = new Advisories(env);
  }

  /** Forgets whatever has not been committed, and tells nobody. */
  drop(): void {
    for (const id of [...this.batches.keys()]) this.forget(id);
  }

  accept(id: string, text: HeaderText, message: Staged): BatchAnswer {
    const tooLarge = this.host.tooLarge(message.headers, message.payload);
    if (tooLarge !== null) return { error: tooLarge };
    if (this.host.config.allow_atomic !== true) return { error: ApiErrors.atomicPublishDisabled };
    if (encodeText(id).length > LONGEST_ID) return { error: ApiErrors.batchIdInvalid };
    const seq = wholeNumber(headerValue(text, "Nats-Batch-Sequence"));
    if (seq < 0) return { error: ApiErrors.batchSequenceMissing };
    const commit = headerValue(text, "Nats-Batch-Commit");
    const isEnd = commit === "eob";
    // The mark that ends a batch is not one of its messages.
    const size = isEnd ? seq - 1 : seq;
    let batch = this.batches.get(id);
    if (batch === undefined) {
      if (seq !== 1) return { error: isTooLarge(size) ? batchTooLarge(MOST_MESSAGES) : ApiErrors.batchIncomplete };
      if (!this.hasRoom) return { error: ApiErrors.batchesTooMany };
      batch = { staged: [], timer: this.idleTimer(id) };
      this.batches.set(id, batch);
      this.env.openBatches.add(batch);
    }
    if (commit !== undefined && commit !== "1" && !isEnd) {
      this.forget(id);
      return { error: ApiErrors.batchCommitInvalid };
    }
    this.env.clock.clearTimeout(batch.timer);
    batch.timer = this.idleTimer(id);
    const isNext = batch.staged.length + 1 === seq && size > 0 && batch.isStuck !== true;
    if (!isNext) return this.abandon(id, "incomplete", ApiErrors.batchIncomplete);
    if (isTooLarge(size)) return this.abandon(id, "large", batchTooLarge(MOST_MESSAGES));
    batch.staged.push(message);
    if (commit === undefined) return "staged";
    this.forget(id);
    return isEnd ? this.commitMarked(id, batch.staged.slice(0, -1)) : this.commit(batch.staged);
  }

  private get hasRoom(): boolean {
    return this.batches.size < MOST_BATCHES && this.env.openBatches.size < MOST_BATCHES_IN_ALL;
  }

  private commit(staged: readonly Staged[]): BatchAnswer {
    const approved = this.approve(staged);
    return "error" in approved ? approved : this.store(approved);
  }

  /** The last message is checked without the header that tells of its being the last one, and stored with it (AB2). */
  private commitMarked(id: string, staged: readonly Staged[]): BatchAnswer {
    const approved = this.approve(staged);
    if ("error" in approved) return approved;
    const last = approved.pop();
    if (last === undefined) return this.store(approved);
    const headers = withHeaders(last.plan.headers, [["Nats-Batch-Commit", "1"]]);
    const marked = { ...last, plan: { ...last.plan, headers } };
    const { config, store } = this.host;
    const sizeOf = ({ subject, payload, plan }: Approved) => storedSize(config.storage, subject, plan.headers, payload);
    const size = sizeOf(marked);
    const isTight =
      config.max_bytes > 0 && store.bytes + approved.reduce((sum, one) => sum + sizeOf(one), size) > config.max_bytes;
    if (config.discard !== "new" || !isTight) return this.store([...approved, marked]);
    if (approved.length > 0) this.store(approved);
    const why = refusal(config, store, { subject: last.subject, size, rollsUp: last.plan.rollup !== null });
    if (why === null) return { ...this.store([marked]), count: staged.length };
    const stuck: Batch = { staged: [], timer: undefined, isStuck: true };
    this.batches.set(id, stuck);
    this.env.openBatches.add(stuck);
    return { error: storeFailed(why) };
  }

  /** Checks all of it, as if what comes before a message were stored. */
  private approve(staged: readonly Staged[]): Approved[] | { readonly error: ApiError } {
    const checks = new BatchChecks(this.host, this.env);
    const approved: Approved[] = [];
    for (const message of staged) {
      const checked = checks.next(message);
      if ("error" in checked) return checked;
      approved.push({ ...message, ...checked });
    }
    return approved;
  }

  private store(approved: readonly Approved[]): { readonly seq: number; readonly count: number } {
    const kept = approved.slice(0, this.env.faults.storesOfBatch(approved.length));
    return { seq: this.host.storeTogether(kept), count: approved.length };
  }

  private abandon(id: string, reason: AbandonReason, error: ApiError): BatchAnswer {
    this.forget(id);
    this.advisories.batchAbandoned(this.host.config.name, id, reason);
    return { error };
  }

  private idleTimer(id: string): TimerHandle {
    return this.env.clock.setTimeout(() => {
      this.forget(id);
      this.advisories.batchAbandoned(this.host.config.name, id, "timeout");
    }, IDLE_MS);
  }

  private forget(id: string): void {
    const batch = this.batches.get(id);
    if (batch === undefined) return;
    this.env.clock.clearTimeout(batch.timer);
    this.env.openBatches.delete(batch);
    this.batches.delete(id);
  }
}

/** The server counts without a sign: one less than nothing is a great many. */
function isTooLarge(size: number): boolean {
  return size > MOST_MESSAGES || size < 0;
}

/** The batch that a message says it belongs to. */
export function batchIdOf(headers: Uint8Array | null): string | undefined {
  const text = headerText(headers);
  return text === null ? undefined : headerValue(text, "Nats-Batch-Id") || undefined;
}
