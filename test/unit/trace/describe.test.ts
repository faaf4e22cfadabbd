import { expect, test } from "vitest";
import { describeEvent } from "../../../engine/trace/describe.ts";
import { EVENT_TYPES } from "../../../engine/trace/event-types.ts";
import { delivery, traceOf, type Written } from "../../support/traces.ts";

const job = delivery("order-3", 2);
const asked = { request: "quote-1", correlation: "quote-1-c", try: 1, replyTo: "web-replies", actor: "web" } as const;

/** An event, and what its sentence must speak of: who, what, how much, until when. */
const SPEAKS_OF: readonly [Written, readonly string[]][] = [
  [{ type: "actor-started", role: "worker" }, ["worker-1"]],
  [{ type: "actor-started", role: "worker", incarnation: 2 }, ["worker-1", "again"]],
  [
    { type: "actor-crashed", role: "worker", by: "fault", detail: "before-ack of order-3" },
    ["worker-1", "before-ack of order-3"],
  ],
  [{ type: "actor-crashed", role: "worker", by: "intervention", detail: "" }, ["worker-1", "by hand"]],
  [{ type: "actor-crashed", role: "worker", by: "unexpected", detail: "code 1" }, ["worker-1", "unexpected", "code 1"]],
  [{ type: "actor-stopped", role: "worker" }, ["worker-1"]],
  [{ type: "producer-finished", queue: "orders", jobs: 5, actor: "shop" }, ["shop", "5", "orders"]],
  [{ type: "job-sent", queue: "orders", job: "order-3", payload: null, actor: "shop" }, ["shop", "order-3", "orders"]],
  [{ type: "job-stored", queue: "orders", job: "order-3", streamSequence: 17 }, ["orders", "order-3", "17"]],
  [
    { type: "job-deduplicated", queue: "orders", job: "order-3", streamSequence: 17 },
    ["orders", "order-3", "Nats-Msg-Id"],
  ],
  [{ type: "job-delivered", ...job, deadline: 4_200 }, ["worker-1", "order-3", "delivery 2", "00:04.200", "ackWait"]],
  [{ type: "job-started", ...job }, ["worker-1", "order-3", "delivery 2"]],
  [{ type: "job-failed", ...job, error: "no such card" }, ["worker-1", "order-3", "no such card"]],
  [{ type: "job-ack-sent", ...job }, ["worker-1", "order-3", "ack sent"]],
  [{ type: "job-acked", ...job }, ["worker-1", "order-3", "ack confirmed"]],
  [{ type: "job-naked", ...job, delayMs: 600, reason: "failed" }, ["worker-1", "order-3", "600 ms", "nak"]],
  [{ type: "job-naked", ...job, delayMs: 0, reason: "failed" }, ["worker-1", "order-3", "at once", "nak"]],
  [{ type: "job-naked", ...job, delayMs: 0, reason: "handed-back" }, ["worker-1", "order-3", "without working on it"]],
  [
    { type: "job-dead-lettered", ...job, reason: "no such card", deadLetters: "orders-dead", deadLetterSequence: 1 },
    ["order-3", "dead letters", "no such card"],
  ],
  [
    { type: "job-expired", queue: "orders", job: "order-3", attempt: 2, deadline: 4_200 },
    ["worker-1", "order-3", "00:04.200", "undone", "deadline"],
  ],
  [
    { type: "request-sent", ...asked, queue: "quotes", waitsUntil: 4_200 },
    ["web", "quotes", "quote-1", "00:04.200", "correlation id quote-1-c", "web-replies"],
  ],
  [
    { type: "request-sent", ...asked, try: 2, queue: "quotes", waitsUntil: 4_200 },
    ["web", "quote-1", "for the second time"],
  ],
  [
    { type: "request-sent", ...asked, try: 3, queue: "quotes", waitsUntil: 4_200 },
    ["web", "quote-1", "for the third time"],
  ],
  [
    { type: "request-sent", ...asked, try: 4, queue: "quotes", waitsUntil: 4_200 },
    ["web", "quote-1", "for the 4th time"],
  ],
  [{ type: "request-timed-out", ...asked, try: 2, queue: "quotes" }, ["web", "quote-1", "try 2"]],
  [
    { type: "reply-sent", ...asked, job: "quote-1", attempt: 1, actor: "worker-1" },
    ["worker-1", "quote-1", "correlation id quote-1-c", "web-replies"],
  ],
  [{ type: "reply-received", ...asked }, ["web", "quote-1", "correlation id quote-1-c"]],
  [{ type: "reply-stale", ...asked }, ["web", "old answer", "try 1", "quote-1", "stale", "quote-1-c"]],
  [{ type: "reply-late", ...asked }, ["web", "quote-1", "given up", "late", "quote-1-c"]],
  [{ type: "reply-duplicate", ...asked }, ["web", "quote-1", "once more", "duplicate", "quote-1-c"]],
  [{ type: "reply-orphaned", ...asked }, ["web", "never asked", "orphan", "quote-1-c"]],
  [
    { type: "effect-applied", effect: "charge", job: "order-3", key: null, amountCents: 2_000, actor: "world" },
    ["€20", "order-3", "no idempotency key"],
  ],
  [
    { type: "effect-applied", effect: "charge", job: "order-3", key: "k-9", amountCents: 2_050, actor: "world" },
    ["€20.50", "order-3", "k-9"],
  ],
  [
    { type: "effect-deduplicated", effect: "charge", job: "order-3", key: "k-9", amountCents: 2_000, actor: "world" },
    ["€20", "order-3", "nothing", "k-9"],
  ],
  [
    { type: "queue-observed", queue: "orders", stored: 31, waiting: 20, inFlight: 11, deadLetters: 0 },
    ["orders", "31", "20", "11"],
  ],
  [
    { type: "fault-injected", fault: 0, what: "crash before-ack", target: "worker-1", job: "order-3" },
    ["crash before-ack", "worker-1", "order-3"],
  ],
  [{ type: "fault-injected", fault: 0, what: "crash", target: "worker-1", job: null }, ["crash", "worker-1"]],
  [{ type: "intervention-made", action: { kind: "crash", actor: "worker-1" } }, ["you", "worker-1"]],
  [{ type: "intervention-made", action: { kind: "restart", actor: "worker-1" } }, ["you", "worker-1", "again"]],
  [{ type: "check-passed", check: "nothing-lost", detail: "all there" }, ["passed", "nothing-lost", "all there"]],
  [{ type: "check-failed", check: "nothing-lost", detail: "one gone" }, ["failed", "nothing-lost", "one gone"]],
];

test.each(SPEAKS_OF.map(([event, words]) => [event.type, words, event] as const))(
  "%s speaks of %j",
  (_type, words, written) => {
    const [event] = traceOf([written]);
    const sentence = event === undefined ? "" : describeEvent(event);
    for (const word of words) expect(sentence).toContain(word);
    expect(sentence).not.toMatch(/undefined|null|\[object|NaN/);
  },
);

test("two different events never read the same", () => {
  const sentences = traceOf(SPEAKS_OF.map(([event]) => event)).map(describeEvent);
  expect(new Set(sentences).size).toBe(SPEAKS_OF.length);
});

test("every event type has its sentence here", () => {
  expect([...new Set(SPEAKS_OF.map(([{ type }]) => type))].sort()).toEqual([...EVENT_TYPES].sort());
});
