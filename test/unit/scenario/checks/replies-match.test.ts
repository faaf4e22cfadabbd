import { expect, test } from "vitest";
import { ledgerOf } from "../../../../engine/scenario/checks/ledger.ts";
import { repliesMatch } from "../../../../engine/scenario/checks/replies-match.ts";
import { verdictSentence } from "../../../../engine/scenario/run/sentence.ts";
import type { ScenarioSource } from "../../../../engine/scenario/schema.ts";
import { delivery, doneBy, factsOf, sent, traceOf, type Written } from "../../../support/traces.ts";

type ReplyType = "reply-received" | "reply-stale" | "reply-late" | "reply-duplicate" | "reply-orphaned";

const about = (request: string, n = 1) =>
  ({ request, correlation: request, try: n, replyTo: "web-replies", actor: "web" }) as const;
const asks = (request: string, n = 1): Written => ({
  type: "request-sent",
  ...about(request, n),
  queue: "orders",
  waitsUntil: 3_000,
});
const reply = (type: ReplyType, request = "order-1"): Written => ({ type, ...about(request) });

const facts = (events: readonly Written[], changes: Partial<ScenarioSource> = {}) =>
  factsOf(traceOf(events), {
    producers: [],
    requesters: [{ name: "web", queue: "orders", requestName: "order", requests: 3, tries: 2 }],
    ...changes,
  });

test("replies-match: true when each reply closed its request, and when there is none", () => {
  expect(repliesMatch(facts([]))).toEqual({ holds: true, detail: "no reply was mismatched" });
  const good = [asks("order-1"), asks("order-2"), reply("reply-received", "order-2"), reply("reply-received")];
  expect(repliesMatch(facts(good))).toEqual({ holds: true, detail: "2 answers, each to its own request" });
});

test("replies-match: a timeout alone is no wrong reply", () => {
  const timedOut: Written = { type: "request-timed-out", ...about("order-1"), queue: "orders" };
  expect(repliesMatch(facts([asks("order-1"), timedOut])).holds).toBe(true);
});

test.each<ReplyType>(["reply-late", "reply-duplicate"])(
  "replies-match: a %s must be expected, and is no offence",
  (type) => {
    const events = [asks("order-1"), asks("order-2"), reply("reply-received", "order-2"), reply(type)];
    expect(repliesMatch(facts(events))).toEqual({ holds: true, detail: "1 answer, each to its own request" });
  },
);

test.each<[ReplyType, string]>([
  ["reply-stale", "stale reply to order-1"],
  ["reply-orphaned", "orphaned reply to order-1"],
])("replies-match: one %s among good ones is enough", (type, detail) => {
  const events = [asks("order-1"), asks("order-2"), reply("reply-received", "order-2"), reply(type)];
  expect(repliesMatch(facts(events))).toEqual({ holds: false, detail });
});

const sentence = (events: readonly Written[], changes: Partial<ScenarioSource> = {}) => {
  const of = facts(events, changes);
  return verdictSentence(of, ledgerOf(of), []);
};
const done = [...sent("order-1", 0), ...doneBy("worker-1", "order-1", 4)];
const answerJob: readonly Written[] = [
  {
    type: "job-sent",
    queue: "web-replies",
    job: "reply-order-1-1",
    payload: { charged: "order-1", amountCents: 2_000 },
  },
  { type: "job-stored", queue: "web-replies", job: "reply-order-1-1", streamSequence: 1 },
];

test.each<[string, readonly Written[]]>([
  ["1 of 1 request answered", [reply("reply-received")]],
  ["1 of 1 request answered, 1 reply came twice", [reply("reply-received"), reply("reply-duplicate")]],
  ["0 of 1 request answered, 1 reply came late", [reply("reply-late")]],
  ["1 of 1 request answered, 1 reply came stale, 1 reply came late", [reply("reply-stale"), reply("reply-late")]],
  ["0 of 1 request answered, 2 replies came orphaned", [reply("reply-orphaned"), reply("reply-orphaned")]],
])("the sentence says: %s", (text, replies) => {
  expect(sentence([asks("order-1"), ...done, ...answerJob, ...replies])).toBe(
    `The one job is done; ${text}; the customers paid €20, as ordered.`,
  );
});

test("the sentence counts requests, not tries", () => {
  const events = [asks("order-1"), asks("order-2"), asks("order-1", 2), reply("reply-received")];
  expect(sentence([...done, ...events])).toContain("; 1 of 2 requests answered;");
});

test("a scenario without requesters does not speak of answers", () => {
  const producers = [{ name: "shop", queue: "orders", jobName: "order", jobs: 1 }];
  expect(sentence(done, { producers, requesters: [] })).toBe(
    "The one job is done; the customers paid €20, as ordered.",
  );
});

test("the ledger knows orders, not tries: asked three times and charged once, the books are even", () => {
  const tries = ["order-1", "order-1-try-2", "order-1-try-3"];
  const asked = tries.flatMap((job, n): Written[] => [
    { type: "job-sent", queue: "orders", job, payload: { order: "order-1", amountCents: 2_000 }, actor: "web" },
    { type: "job-stored", queue: "orders", job, streamSequence: n + 1, actor: "web" },
  ]);
  const once = { effects: 1, cents: 2_000 };
  const even = facts([...asked, ...doneBy("worker-1", "order-1", 4)]);
  expect(ledgerOf(even)).toEqual({ expected: once, actual: once });
  const unkeyed: Written = { type: "effect-applied", effect: "charge", job: "order-1", key: null, amountCents: 2_000 };
  const twice = facts([...asked, ...doneBy("worker-1", "order-1", 4), unkeyed]);
  expect(ledgerOf(twice)).toEqual({ expected: once, actual: { effects: 2, cents: 4_000 } });
});

test("the payload of an answer is no order, whatever stands in it", () => {
  const [first = answerJob[0] as Written] = answerJob;
  const looksLikeOne = { ...first, payload: { order: "order-9", amountCents: 9_900 } } as Written;
  const of = facts([...done, looksLikeOne, ...answerJob.slice(1)]);
  expect(ledgerOf(of).expected).toEqual({ effects: 1, cents: 2_000 });
});

test("an expired job is settled and undone, and nobody owes anything for it", () => {
  const { queue, job, attempt } = delivery("order-1");
  const expired: Written = { type: "job-expired", queue, job, attempt, deadline: 3 };
  const events = done.filter(({ type }) => type !== "effect-applied");
  expect(sentence([...events, expired])).toMatch(/^Of 1 job, 0 are done, 1 left undone/);
  expect(ledgerOf(facts([...events, expired])).expected).toEqual({ effects: 0, cents: 0 });
});
