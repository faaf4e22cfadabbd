import { expect, test } from "vitest";
import {
  answer,
  describeExpectation,
  matches,
  meets,
  type EventPattern,
  type Expectation,
  type TraceQuery,
} from "../../../engine/trace/query.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import { delivery, doneBy, seen, traceOf } from "../../support/traces.ts";

const events = traceOf([
  ...doneBy("worker-1", "order-1", 100),
  ...doneBy("worker-2", "order-2", 200),
  ...doneBy("worker-1", "order-2", 1_300, 2),
  seen(2_000, { stored: 1 }),
  seen(2_500, { stored: 0, deadLetters: 4 }),
]);
const delivered = events[0] as TraceEvent;

test.each<[EventPattern, boolean]>([
  [{ type: "job-delivered" }, true],
  [{ type: "job-acked" }, false],
  [{ type: ["job-acked", "job-delivered"] }, true],
  [{ type: "job-delivered", where: { job: "order-1" } }, true],
  [{ type: "job-delivered", where: { job: "order-2" } }, false],
  [{ type: "job-delivered", where: { job: "order-1", attempt: 2 } }, false],
  [{ type: "job-delivered", where: { attempt: { atLeast: 1, atMost: 1 } } }, true],
  [{ type: "job-delivered", where: { attempt: { atLeast: 2 } } }, false],
  [{ type: "job-delivered", where: { at: { atMost: 99 } } }, false],
  [{ type: "job-delivered", where: { job: { atLeast: 0 } } }, false],
  [{ type: "job-delivered", where: { cause: null } }, true],
  [{ type: "job-delivered", where: { nowhere: "x" } }, false],
])("matches: %j is %s of a delivery of order-1", (pattern, expected) => {
  expect(matches(pattern, delivered)).toBe(expected);
});

const charges: EventPattern = { type: "effect-applied" };
const none: EventPattern = { type: "job-failed" };

test.each<[string, TraceQuery, number]>([
  ["count", { count: charges }, 3],
  ["count over none", { count: none }, 0],
  ["distinct", { distinct: "actor", of: { type: "job-acked" } }, 2],
  ["sum", { sum: "amountCents", of: charges }, 6_000],
  ["sum of what is no number", { sum: "job", of: charges }, 0],
  ["max", { max: "attempt", of: { type: "job-delivered" } }, 2],
  ["max over none", { max: "attempt", of: none }, 0],
  ["last", { last: "deadLetters", of: { type: "queue-observed" } }, 4],
  ["last over none", { last: "stored", of: none }, 0],
  ["mostPer", { mostPer: "job", of: charges }, 2],
  ["mostPer over none", { mostPer: "job", of: none }, 0],
  ["descents", { descents: "job", of: { type: "job-delivered" } }, 0],
  ["difference", { difference: { of: { count: charges }, less: { distinct: "job", of: charges } } }, 1],
  ["descents over none", { descents: "job", of: none }, 0],
  ["elapsedMs, first to last", { elapsedMs: { from: { type: "job-delivered" }, to: { type: "job-acked" } } }, 1_302],
  ["elapsedMs without an end", { elapsedMs: { from: { type: "job-delivered" }, to: none } }, 0],
  ["elapsedMs without a beginning", { elapsedMs: { from: none, to: { type: "job-acked" } } }, 0],
  ["elapsedMs, never negative", { elapsedMs: { from: { type: "queue-observed" }, to: { type: "job-delivered" } } }, 0],
])("answer: %s", (_name, query, expected) => {
  expect(answer(query, events)).toBe(expected);
});

test.each<[Expectation, number, boolean, string]>([
  [{ equals: 2 }, 2, true, "exactly 2"],
  [{ equals: 2 }, 3, false, "exactly 2"],
  [{ equals: 0 }, 0, true, "exactly 0"],
  [{ atLeast: 1 }, 1, true, "at least 1"],
  [{ atLeast: 1 }, 0, false, "at least 1"],
  [{ atMost: 3 }, 3, true, "at most 3"],
  [{ atMost: 3 }, 4, false, "at most 3"],
  [{ atLeast: 1, atMost: 3 }, 4, false, "at least 1 and at most 3"],
])("meets: %j of %s is %s", (expectation, value, expected, words) => {
  expect(meets(expectation, value)).toBe(expected);
  expect(describeExpectation(expectation)).toBe(words);
});

test("a query reads the trace and changes nothing in it", () => {
  const before = JSON.stringify(events);
  answer({ mostPer: "job", of: { type: "job-delivered", where: delivery("order-2", 2) } }, events);
  expect(JSON.stringify(events)).toBe(before);
});

test.each<[readonly string[], number]>([
  [["order-1", "order-2", "order-3"], 0],
  // As texts the other way round: the numbers count.
  [["order-9", "order-10"], 0],
  [["order-10", "order-9"], 1],
  [["order-2", "order-2"], 0],
  [["order-3", "order-1", "order-2"], 1],
  [["order-3", "order-2", "order-1"], 2],
  [["order-2", "order-1", "order-4", "order-3"], 2],
  [["order-1"], 0],
])("descents: %j overtake %i times", (requests, expected) => {
  const reply = (type: "reply-received" | "reply-late", request: string) =>
    ({ type, request, correlation: request, try: 1, replyTo: "web-replies" }) as const;
  const trace = traceOf(
    requests.flatMap((request) => [reply("reply-received", request), reply("reply-late", "order-0")]),
  );
  expect(answer({ descents: "request", of: { type: "reply-received" } }, trace)).toBe(expected);
});
