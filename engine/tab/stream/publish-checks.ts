import { type ApiError, ApiErrors, wrongLastMsgId, wrongLastSequence } from "../api/api-errors.ts";
import { type HeaderText, headerValue } from "../wire/headers.ts";
import { wholeNumber } from "../wire/protocol-parser.ts";
import type { MessageStore } from "./message-store.ts";

/** Headers that ask for a feature which every stream of this server has switched off, and what nats-server says then. */
const SWITCHED_OFF: readonly (readonly [string, ApiError])[] = [
  ["Nats-TTL", ApiErrors.ttlDisabled],
  ["Nats-Incr", ApiErrors.countersDisabled],
  ["Nats-Batch-Id", ApiErrors.atomicPublishDisabled],
  ["Nats-Schedule", ApiErrors.schedulesDisabled],
  ["Nats-Rollup", ApiErrors.rollupNotPermitted],
];

export function checkExpectedStream(text: HeaderText, stream: string): ApiError | null {
  const expected = headerValue(text, "Nats-Expected-Stream");
  return expected !== undefined && expected !== stream ? ApiErrors.expectedStreamMismatch : null;
}

/** The publisher's conditions (compare-and-set), and features that are off. */
export function checkExpectations(
  text: HeaderText,
  subject: string,
  store: MessageStore,
  lastMsgId: string,
): ApiError | null {
  const perSubject = headerValue(text, "Nats-Expected-Last-Subject-Sequence");
  if (perSubject !== undefined) {
    const on = headerValue(text, "Nats-Expected-Last-Subject-Sequence-Subject") ?? subject;
    const last = store.lastOf(on)?.seq ?? 0;
    if (wholeNumber(perSubject) !== last) return wrongLastSequence(last);
  }
  const lastSeq = headerValue(text, "Nats-Expected-Last-Sequence");
  if (lastSeq !== undefined && wholeNumber(lastSeq) !== store.lastSeq) return wrongLastSequence(store.lastSeq);
  const msgId = headerValue(text, "Nats-Expected-Last-Msg-Id");
  if (msgId !== undefined && msgId !== lastMsgId) return wrongLastMsgId(lastMsgId);
  for (const [name, error] of SWITCHED_OFF) if (headerValue(text, name) !== undefined) return error;
  return null;
}
