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

/** One message of an open batch. */
export type Staged = {
  readonly subject: string;
  readonly headers: Uint8Array | null;
  readonly payload: Uint8Array;
};
/** A message of a batch that passed all checks. */
export type Approved = Staged & { readonly plan: PublishPlan; readonly msgId: string };

/** The stream's interface for its batches. */
export interface BatchHost {
  readonly config: StreamConfig;
  readonly store: MessageStore;
  readonly dedup: DedupWindow;
  tooLarge(headers: Uint8Array | null, payload: Uint8Array): ApiError | null;
  /** Stores all messages and then notifies the observers. Returns the last sequence. */
  storeTogether(messages: readonly Approved[]): number;
}

type Batch = { readonly staged: Staged[]; timer: TimerHandle | undefined; readonly isStuck?: true };
type AbandonReason = "timeout" | "large" | "incomplete";
/** The answer to a publish: an error, the last sequence of a stored batch, or only a confirmation of arrival. */
export type BatchAnswer = { readonly error: ApiError } | { readonly seq: number; readonly count: number } | "staged";

/** The limits of open batches: per stream, and in total. */
const MOST_BATCHES = 50;
const MOST_BATCHES_IN_ALL = 1_000;
const MOST_MESSAGES = 1_000;
const LONGEST_ID = 64;
const IDLE_MS = 10_000;

/**
 * Atomic batches of one stream: messages with `Nats-Batch-Id` are staged until the one with `Nats-Batch-Commit` arrives. Then
 * all of them are stored, or none (ADR-50, and nats-server's `processJetStreamAtomicBatchMsg`).
 *
 * AB1  A message that is not committed is invisible and has no sequence.
 * AB2  A batch is stored completely or not at all, with one exception. If a batch ends with a commit mark, its last message
 *      gets an additional header; if it then does not fit, nats-server has already stored the others. The batch id stays in
 *      use until its next use.
 * AB3  A batch is dropped if one of its messages is missing, if it is too large, or ten seconds after its last message.
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

  /** Drops all open batches without an advisory. */
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
    // The commit mark is not a message of the batch.
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

  /** Checks the last message without the header that marks the commit, and stores it with this header (AB2). */
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

  /** Checks all messages of a batch, each as if the previous ones were stored. */
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

/** As in nats-server, the size is unsigned: a negative one is very large. */
function isTooLarge(size: number): boolean {
  return size > MOST_MESSAGES || size < 0;
}

/** The batch id of a message. */
export function batchIdOf(headers: Uint8Array | null): string | undefined {
  const text = headerText(headers);
  return text === null ? undefined : headerValue(text, "Nats-Batch-Id") || undefined;
}
