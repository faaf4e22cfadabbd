import {
  type ApiError,
  ApiErrors,
  batchHeaderUnsupported,
  rollupRefused,
  storeFailed,
  wrongLastSequence,
} from "../api/api-errors.ts";
import type { Environment } from "../environment.ts";
import { filledHeader, type HeaderText, headerText, headerValue } from "../wire/headers.ts";
import { wholeNumber } from "../wire/protocol-parser.ts";
import type { BatchHost, Staged } from "./atomic-batches.ts";
import { storedSize } from "./message-store.ts";
import { parseMessageTtl } from "./message-ttl.ts";
import { planPublish, type PublishPlan, type Refusal } from "./publish-checks.ts";
import { checkProduced, checkSchedule } from "./schedule-checks.ts";

type Checked = { readonly plan: PublishPlan; readonly msgId: string };
type Scheduling = Pick<PublishPlan, "schedule" | "produced">;

/**
 * The checks of a batch before any of it is stored, in the order of nats-server (`checkMsgHeadersPreClusteredProposal`).
 * Unlike for a single message, the check for duplicates comes before that of the sequences. An expectation about a subject,
 * and a roll-up, are valid only before the batch itself has written to that subject.
 */
export class BatchChecks {
  private readonly host: BatchHost;
  private readonly env: Environment;
  private readonly ids = new Set<string>();
  /** The subjects to which the batch has written so far. */
  private readonly written = new Map<string, number>();
  private count = 0;
  private bytes = 0;
  /** The last sequence of each checked subject. */
  private readonly expected = new Map<string, number>();

  constructor(host: BatchHost, env: Environment) {
    this.host = host;
    this.env = env;
  }

  next(message: Staged): Checked | Refusal {
    const { config } = this.host;
    const text = headerText(message.headers) ?? "";
    if (filledHeader(text, "Nats-Expected-Last-Msg-Id") !== undefined)
      return { error: batchHeaderUnsupported("Nats-Expected-Last-Msg-Id") };
    const unmet = this.checkMessage(text) ?? this.checkSequences(text, message.subject);
    if (unmet !== null) return { error: unmet };
    const scheduling = this.checkScheduling(text, message.subject);
    if ("error" in scheduling) return scheduling;
    const plan = planPublish(text, message.headers, config, "", scheduling);
    if ("error" in plan) return plan;
    const clash = this.checkRollup(plan, message.subject) ?? this.checkRoom(message, plan);
    return clash === null ? { plan, msgId: headerValue(text, "Nats-Msg-Id") ?? "" } : { error: clash };
  }

  private checkMessage(text: HeaderText): ApiError | null {
    const { config, dedup } = this.host;
    if (filledHeader(text, "Nats-Incr") !== undefined) return ApiErrors.countersDisabled;
    const stream = filledHeader(text, "Nats-Expected-Stream");
    if (stream !== undefined && stream !== config.name) return ApiErrors.expectedStreamMismatch;
    const ttl = filledHeader(text, "Nats-TTL");
    if (ttl !== undefined && !config.allow_msg_ttl) return ApiErrors.ttlDisabled;
    if (ttl !== undefined && parseMessageTtl(ttl) === null) return ApiErrors.ttlInvalid;
    const id = filledHeader(text, "Nats-Msg-Id");
    if (id === undefined || !this.env.faults.looksForDuplicatesInBatches) return null;
    if (this.ids.has(id) || dedup.find(id, this.env.unixNow()) !== undefined) return ApiErrors.batchHasDuplicates;
    this.ids.add(id);
    return null;
  }

  private checkSequences(text: HeaderText, subject: string): ApiError | null {
    const { store } = this.host;
    const lastSeq = filledHeader(text, "Nats-Expected-Last-Sequence");
    if (lastSeq !== undefined) {
      const last = store.lastSeq + this.count;
      if (wholeNumber(lastSeq) !== last) return wrongLastSequence(last);
      if (this.count > 0) return ApiErrors.wrongLastSequenceUnknown;
    }
    const perSubject = filledHeader(text, "Nats-Expected-Last-Subject-Sequence");
    const other = filledHeader(text, "Nats-Expected-Last-Subject-Sequence-Subject");
    if (perSubject === undefined) return other === undefined ? null : ApiErrors.expectedSubjectWithoutSequence;
    const on = other ?? subject;
    if (this.written.has(on)) return ApiErrors.wrongLastSequenceUnknown;
    const last = this.expected.get(on) ?? store.lastMatching(on)?.seq ?? 0;
    if (wholeNumber(perSubject) !== last) return wrongLastSequence(last);
    this.expected.set(on, last);
    return null;
  }

  private checkScheduling(text: HeaderText, subject: string): Scheduling | Refusal {
    const { config } = this.host;
    const schedule = checkSchedule(text, subject, config, this.env.unixNow());
    if (schedule !== null && "code" in schedule) return { error: schedule };
    const produced = checkProduced(text, subject, config);
    if (produced !== null && "code" in produced) return { error: produced };
    return { schedule, produced };
  }

  private checkRollup({ rollup }: PublishPlan, subject: string): ApiError | null {
    if (rollup === "sub" && this.written.has(subject)) return rollupRefused("batch rollup sub invalid");
    return rollup === "all" && this.count > 0 ? rollupRefused("batch rollup all invalid") : null;
  }

  /** Counts the message as written and checks the limits. A stream with discard 'old' always has room. */
  private checkRoom({ subject, payload }: Staged, { headers, rollup }: PublishPlan): ApiError | null {
    const { config, store } = this.host;
    const onSubject = (this.written.get(subject) ?? 0) + 1;
    this.written.set(subject, onSubject);
    this.count++;
    this.bytes += storedSize(config.storage, subject, headers, payload);
    if (config.discard !== "new") return null;
    if (config.max_msgs > 0 && store.count + this.count > config.max_msgs)
      return storeFailed("maximum messages exceeded");
    if (config.max_bytes > 0 && store.bytes + this.bytes > config.max_bytes)
      return storeFailed("maximum bytes exceeded");
    const limit = config.discard_new_per_subject === true ? config.max_msgs_per_subject : 0;
    const isFull = limit > 0 && rollup === null && store.countOf(subject) + onSubject > limit;
    return isFull ? storeFailed("maximum messages per subject exceeded") : null;
  }
}
