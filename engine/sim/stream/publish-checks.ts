import { type ApiError, ApiErrors, rollupFailed, wrongLastMsgId, wrongLastSequence } from "../api/api-errors.ts";
import type { FaultHooks } from "../faults.ts";
import { filledHeader, type HeaderText, withHeaders, withoutHeaders } from "../wire/headers.ts";
import { NANOS_PER_SECOND } from "../wire/go-format.ts";
import { wholeNumber } from "../wire/protocol-parser.ts";
import type { MessageStore } from "./message-store.ts";
import { parseMessageTtl } from "./message-ttl.ts";
import { checkProduced, checkSchedule, type Produced } from "./schedule-checks.ts";
import type { Firing } from "./schedule-pattern.ts";
import type { StreamConfig } from "./stream-config.ts";

/** The publisher's instructions for a message. */
export type PublishPlan = {
  /** The header block to store: the publisher's, with the server's additions. */
  readonly headers: Uint8Array | null;
  /** The TTL; 0: the stream's limits apply. */
  readonly ttlMs: number;
  readonly rollup: "sub" | "all" | null;
  readonly schedule: Firing | null;
  readonly produced: Produced | null;
};

export type Refusal = { readonly error: ApiError };

/** The fields of a message that is a schedule, or that a schedule has produced. */
type Scheduling = Pick<PublishPlan, "schedule" | "produced">;

/**
 * The checks before the check for duplicates, in nats-server's order. Therefore, a repeated publish whose compare-and-set
 * succeeded the first time fails with a wrong sequence and is not reported as a duplicate.
 */
export function checkBefore(
  text: HeaderText,
  subject: string,
  config: StreamConfig,
  store: MessageStore,
  now: number,
  { checksExpectations }: Pick<FaultHooks, "checksExpectations">,
): Scheduling | Refusal {
  const unmet = checkStream(text, config) ?? (checksExpectations ? checkSequences(text, subject, store) : null);
  if (unmet !== null) return { error: unmet };
  const schedule = checkSchedule(text, subject, config, now);
  if (schedule !== null && "code" in schedule) return { error: schedule };
  const produced = checkProduced(text, subject, config);
  if (produced !== null && "code" in produced) return { error: produced };
  return { schedule, produced };
}

/** Checks that it is the expected stream, and that the stream allows the requested features. */
function checkStream(text: HeaderText, config: StreamConfig): ApiError | null {
  if (filledHeader(text, "Nats-Incr") !== undefined) return ApiErrors.countersDisabled;
  const expected = filledHeader(text, "Nats-Expected-Stream");
  if (expected !== undefined && expected !== config.name) return ApiErrors.expectedStreamMismatch;
  const ttl = filledHeader(text, "Nats-TTL");
  const isTtl = ttl !== undefined && parseMessageTtl(ttl) !== null;
  return isTtl && !config.allow_msg_ttl ? ApiErrors.ttlDisabled : null;
}

/** Checks compare-and-set: on the last sequence of a subject, which may have wildcards, or of the stream. */
function checkSequences(text: HeaderText, subject: string, store: MessageStore): ApiError | null {
  const perSubject = filledHeader(text, "Nats-Expected-Last-Subject-Sequence");
  const on = filledHeader(text, "Nats-Expected-Last-Subject-Sequence-Subject");
  if (perSubject !== undefined) {
    const last = store.lastMatching(on ?? subject)?.seq ?? 0;
    if (wholeNumber(perSubject) !== last) return wrongLastSequence(last);
  } else if (on !== undefined) return ApiErrors.expectedSubjectWithoutSequence;
  const lastSeq = filledHeader(text, "Nats-Expected-Last-Sequence");
  if (lastSeq !== undefined && wholeNumber(lastSeq) !== store.lastSeq) return wrongLastSequence(store.lastSeq);
  return null;
}

/** The checks after the check for duplicates. Returns the plan for a message that passes them. */
export function planPublish(
  text: HeaderText,
  headers: Uint8Array | null,
  config: StreamConfig,
  lastMsgId: string,
  { schedule, produced }: Scheduling,
): PublishPlan | Refusal {
  const msgId = filledHeader(text, "Nats-Expected-Last-Msg-Id");
  if (msgId !== undefined && msgId !== lastMsgId) return { error: wrongLastMsgId(lastMsgId) };
  const asked = filledHeader(text, "Nats-Rollup");
  const rollup = asked?.toLowerCase() ?? (schedule === null ? null : "sub");
  if (rollup !== null) {
    if (!config.allow_rollup_hdrs || config.deny_purge) return { error: ApiErrors.rollupNotPermitted };
    if (rollup !== "sub" && rollup !== "all") return { error: rollupFailed(rollup) };
  }
  // A schedule replaces the previous one on its subject, so the stored message has a roll-up header.
  const stored = schedule !== null && asked === undefined ? withHeaders(headers, [["Nats-Rollup", "sub"]]) : headers;
  return { ...lifetime(text, stored, config), rollup, schedule, produced };
}

/** Checked only for messages that will be stored. */
export function invalidTtl(text: HeaderText | null): ApiError | null {
  const ttl = text === null ? undefined : filledHeader(text, "Nats-TTL");
  return ttl !== undefined && parseMessageTtl(ttl) === null ? ApiErrors.ttlInvalid : null;
}

/**
 * The message's TTL, and its headers with the TTL. In a stream with delete markers, a message lives at least as long as a
 * marker, so that no marker expires before an older message of its subject. This does not apply with one message per subject.
 */
function lifetime(text: HeaderText, headers: Uint8Array | null, config: StreamConfig) {
  const asked = filledHeader(text, "Nats-TTL");
  const ttlMs = asked === undefined ? 0 : (parseMessageTtl(asked) ?? 0);
  const markerSeconds = Math.floor((config.subject_delete_marker_ttl ?? 0) / NANOS_PER_SECOND);
  if (ttlMs <= 0 || ttlMs >= markerSeconds * 1000 || config.max_msgs_per_subject === 1) return { headers, ttlMs };
  const others = withoutHeaders(headers, (name) => name === "Nats-TTL");
  return { headers: withHeaders(others, [["Nats-TTL", markerSeconds]]), ttlMs: markerSeconds * 1000 };
}
