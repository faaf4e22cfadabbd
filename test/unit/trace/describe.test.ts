import { expect, test } from "vitest";
import { describeEvent } from "../../../engine/trace/describe.ts";
import { EVENT_TYPES } from "../../../engine/trace/events.ts";
import { delivery, traceOf, type Written } from "../../support/traces.ts";

const job = delivery("order-3", 2);
const asked = { request: "quote-1", correlation: "quote-1-c", try: 1, replyTo: "web-replies", actor: "web" } as const;

const paid = { log: "events", event: "order-3-paid", key: "order-3", partition: 2, logSequence: 7 } as const;

const step = { flow: "order-3", step: "charge", try: 1, actor: "coordinator" } as const;
const timer = { flow: "order-3", timer: "charge", actor: "coordinator" } as const;

/** An event, and what its sentence must speak of: who, what, how much, until when. */
const SPEAKS_OF: readonly [Written, readonly string[]][] = [
  [{ type: "actor-started", role: "worker" }, ["worker-1"]],
  [{ type: "actor-started", role: "worker", incarnation: 2 }, ["worker-1", "restarted"]],
  [
    { type: "actor-crashed", role: "worker", by: "fault", detail: "before-ack of order-3" },
    ["worker-1", "before-ack of order-3"],
  ],
  [{ type: "actor-crashed", role: "worker", by: "intervention", detail: "" }, ["worker-1", "by hand"]],
  [{ type: "actor-crashed", role: "worker", by: "unexpected", detail: "code 1" }, ["worker-1", "unexpected", "code 1"]],
  [{ type: "actor-stopped", role: "worker" }, ["worker-1"]],
  [{ type: "actor-paused", role: "worker", by: "fault" }, ["worker-1", "paused", "planned"]],
  [{ type: "actor-paused", role: "worker", by: "intervention" }, ["worker-1", "paused", "by hand"]],
  [{ type: "actor-resumed", role: "worker", by: "fault" }, ["worker-1", "resumed"]],
  [
    { type: "engine-step-failed", where: "queue orders, job order-3", step: "count", error: "no room", retryInMs: 600 },
    ["worker-1", "could not count", "queue orders, job order-3", "no room", "retry in 600 ms"],
  ],
  [
    { type: "engine-step-failed", where: "queue orders", step: "stop", error: "no room", retryInMs: null },
    ["no retry"],
  ],
  [{ type: "producer-finished", queue: "orders", jobs: 5, actor: "shop" }, ["shop", "5", "orders"]],
  [{ type: "job-sent", queue: "orders", job: "order-3", payload: null, actor: "shop" }, ["shop", "order-3", "orders"]],
  [{ type: "job-stored", queue: "orders", job: "order-3", streamSequence: 17 }, ["orders", "order-3", "17"]],
  [
    { type: "job-deduplicated", queue: "orders", job: "order-3", streamSequence: 17 },
    ["orders", "order-3", "Nats-Msg-Id"],
  ],
  [
    { type: "job-duplicated", queue: "orders", job: "order-3", streamSequence: 18 },
    ["duplicate", "orders", "order-3", "18"],
  ],
  [{ type: "job-lost", queue: "orders", job: "order-3", streamSequence: 0 }, ["orders", "order-3", "lost"]],
  [{ type: "job-delivered", ...job, deadline: 4_200 }, ["worker-1", "order-3", "delivery 2", "00:04.200", "ackWait"]],
  [
    { type: "job-scheduled", queue: "orders", job: "order-3", streamSequence: 17, delayMs: 600 },
    ["orders", "order-3", "600 ms", "delayed"],
  ],
  [
    { type: "job-refused", queue: "orders", job: "order-3", reason: "the queue is full", actor: "shop" },
    ["orders", "order-3", "shop", "full"],
  ],
  [{ type: "job-rate-limited", ...job, waitMs: 600 }, ["worker-1", "order-3", "600 ms", "rate limit", "orders"]],
  [{ type: "job-in-progress", ...job, deadline: 4_200 }, ["worker-1", "order-3", "00:04.200", "in progress"]],
  [
    { type: "job-in-progress", ...job, deadline: 4_200, progress: { page: 3 } },
    ["worker-1", "order-3", '{"page":3}', "in progress"],
  ],
  [
    {
      type: "job-replayed",
      queue: "orders",
      job: "order-3",
      deadLetterSequence: 1,
      streamSequence: 9,
      actor: "operator",
    },
    ["order-3", "orders", "replayed", "9"],
  ],
  [
    {
      type: "job-sent",
      queue: "orders",
      job: "order-3",
      payload: { n: 1 },
      deadLetter: 1,
      edited: true,
      actor: "operator",
    },
    ["operator", "order-3", "orders", "dead letter", '{"n":1}', "replay"],
  ],
  [
    { type: "job-sent", queue: "orders", job: "order-3", payload: { n: 1 }, deadLetter: 1, actor: "operator" },
    ["operator", "order-3", "payload unchanged", "replay"],
  ],
  [
    {
      type: "dead-letters-listed",
      queue: "orders",
      of: { cause: "failed" },
      count: 1,
      deadLetters: [{ deadLetterSequence: 1, job: "order-3" }],
      actor: "operator",
    },
    ["operator", "orders", "with cause failed", "nothing consumed", "order-3"],
  ],
  [
    { type: "dead-letters-listed", queue: "orders", of: {}, count: 0, deadLetters: [], actor: "operator" },
    ["operator", "orders", "none"],
  ],
  [
    {
      type: "dead-letters-grouped",
      queue: "orders",
      of: {},
      count: 1,
      by: "cause",
      groups: [{ key: "failed", jobs: ["order-3"] }],
      actor: "operator",
    },
    ["operator", "orders", "by cause", "1 × failed (order-3)"],
  ],
  [
    { type: "operator-finished", queue: "orders", replayed: 1, discarded: 2, actor: "operator" },
    ["operator", "orders", "1 dead letter replayed", "2 discarded"],
  ],
  [
    {
      type: "dead-letter-discarded",
      queue: "orders",
      job: "order-3",
      deadLetterSequence: 1,
      reason: "no such customer",
      actor: "operator",
    },
    ["operator", "order-3", "orders", "no such customer"],
  ],
  [
    { type: "child-finished", queue: "pages", job: "page-1", parent: "book-1", left: 2 },
    ["page-1", "book-1", "2 more children"],
  ],
  [{ type: "child-finished", queue: "pages", job: "page-1", parent: "book-1", left: 0 }, ["page-1", "book-1", "start"]],
  [{ type: "event-appended", ...paid, duplicate: false }, ["worker-1", "order-3-paid", "partition 2", "events"]],
  [{ type: "event-appended", ...paid, duplicate: true }, ["events", "order-3-paid", "already"]],
  [{ type: "event-read", ...paid, reader: "billing", attempt: 2, deadline: 9 }, ["worker-1", "billing", "delivery 2"]],
  [{ type: "event-failed", ...paid, reader: "billing", error: "no bank" }, ["worker-1", "billing", "no bank"]],
  [{ type: "event-handled", ...paid, reader: "billing" }, ["worker-1", "order-3-paid", "ack sent"]],
  [{ type: "offset-moved", ...paid, reader: "billing" }, ["billing", "order-3-paid", "offset 7"]],
  [{ type: "offsets-forgotten", log: "events", reader: "billing" }, ["billing", "events", "beginning"]],
  [{ type: "log-producer-finished", log: "events", events: 7 }, ["worker-1", "7", "events"]],
  [
    { type: "log-observed", log: "events", stored: 3, left: { billing: 2, search: 0 } },
    ["events keeps 3 events", "billing 2", "search 0"],
  ],
  [{ type: "log-observed", log: "events", stored: 1, left: {} }, ["events keeps 1 event"]],
  [{ type: "queue-polled", queue: "orders" }, ["worker-1", "orders", "no jobs"]],
  [{ type: "job-started", ...job }, ["worker-1", "order-3", "delivery 2"]],
  [{ type: "job-failed", ...job, error: "no such card" }, ["worker-1", "order-3", "no such card"]],
  [{ type: "job-ack-sent", ...job }, ["worker-1", "order-3", "ack sent"]],
  [{ type: "job-acked", ...job, terminated: "cancelled" }, ["worker-1", "order-3", "skipped", "cancelled"]],
  [{ type: "job-acked", ...job }, ["worker-1", "order-3", "ack confirmed"]],
  [{ type: "job-nacked", ...job, delayMs: 600, reason: "failed" }, ["worker-1", "order-3", "600 ms", "nak"]],
  [{ type: "job-nacked", ...job, delayMs: 0, reason: "failed" }, ["worker-1", "order-3", "at once", "nak"]],
  [{ type: "job-nacked", ...job, delayMs: 0, reason: "handed-back" }, ["worker-1", "order-3", "without working on it"]],
  [{ type: "job-nacked", ...job, delayMs: 600, reason: "handed-back" }, ["order-3", "600 ms", "counts as no attempt"]],
  [
    { type: "job-dead-lettered", ...job, reason: "no such card", deadLetters: "orders-dead", deadLetterSequence: 1 },
    ["order-3", "dead-letter queue", "no such card"],
  ],
  [
    { type: "job-expired", queue: "orders", job: "order-3", attempt: 2, deadline: 4_200 },
    ["worker-1", "order-3", "00:04.200", "skipped", "deadline"],
  ],
  [
    { type: "request-sent", ...asked, queue: "quotes", waitsUntil: 4_200 },
    ["web", "quotes", "quote-1", "00:04.200", "correlation id quote-1-c", "web-replies"],
  ],
  [{ type: "request-sent", ...asked, try: 2, queue: "quotes", waitsUntil: 4_200 }, ["web", "quote-1", "try 2"]],
  [{ type: "request-sent", ...asked, try: 3, queue: "quotes", waitsUntil: 4_200 }, ["web", "quote-1", "try 3"]],
  [{ type: "request-sent", ...asked, try: 4, queue: "quotes", waitsUntil: 4_200 }, ["web", "quote-1", "try 4"]],
  [{ type: "request-timed-out", ...asked, try: 2, queue: "quotes" }, ["web", "quote-1", "try 2"]],
  [
    { type: "reply-sent", ...asked, job: "quote-1", attempt: 1, actor: "worker-1" },
    ["worker-1", "quote-1", "correlation id quote-1-c", "web-replies"],
  ],
  [{ type: "reply-received", ...asked }, ["web", "quote-1", "correlation id quote-1-c"]],
  [{ type: "reply-stale", ...asked }, ["web", "old reply", "try 1", "quote-1", "stale", "quote-1-c"]],
  [{ type: "reply-late", ...asked }, ["web", "quote-1", "after its timeout", "late", "quote-1-c"]],
  [{ type: "reply-duplicate", ...asked }, ["web", "quote-1", "again", "duplicate", "quote-1-c"]],
  [{ type: "reply-orphaned", ...asked }, ["web", "never sent", "orphan", "quote-1-c"]],
  [
    { type: "effect-applied", effect: "charge", job: "order-3", key: null, amountCents: 2_000, actor: "outside" },
    ["€20", "order-3", "no idempotency key"],
  ],
  [
    { type: "effect-applied", effect: "charge", job: "order-3", key: "k-9", amountCents: 2_050, actor: "outside" },
    ["€20.50", "order-3", "k-9"],
  ],
  [
    { type: "effect-deduplicated", effect: "charge", job: "order-3", key: "k-9", amountCents: 2_000, actor: "outside" },
    ["€20", "order-3", "nothing", "k-9"],
  ],
  [
    { type: "effect-applied", effect: "ship", job: "order-3", key: null, amountCents: 0 },
    ["shipped the parcel", "order-3"],
  ],
  [
    { type: "effect-refused", effect: "charge", job: "order-3", reason: "down" },
    ["charge", "order-3", "does not answer"],
  ],
  [
    { type: "effect-refused", effect: "charge", job: "order-3", reason: "stale-token" },
    ["order-3", "newer fencing token"],
  ],
  [{ type: "effect-prevented", effect: "ship", job: "order-3", key: "k-9" }, ["ship", "order-3", "cancelled", "k-9"]],
  [{ type: "flow-started", flow: "order-3", design: "glue-L2" }, ["order-3", "glue-L2"]],
  [
    { type: "step-commanded", ...step, queue: "payment", job: "order-3-charge" },
    ["coordinator", "payment", "charge", "order-3"],
  ],
  [{ type: "step-commanded", ...step, try: 2, queue: "payment", job: "order-3-charge-try-2" }, ["charge", "try 2"]],
  [{ type: "step-done", ...step }, ["order-3", "charge", "done"]],
  [{ type: "step-failed", ...step, reason: "card declined" }, ["charge", "refused", "card declined"]],
  [{ type: "step-timed-out", ...step }, ["order-3", "charge", "timed out"]],
  [
    { type: "flow-compensating", flow: "order-3", because: "ship", undo: ["refund", "release"] },
    ["order-3", "reason: ship", "refund, then release"],
  ],
  [{ type: "flow-ended", flow: "order-3", outcome: "cancelled" }, ["order-3", "cancelled"]],
  [
    { type: "flow-stuck", flow: "order-3", reason: "an event was dead-lettered" },
    ["order-3", "stuck", "dead-lettered"],
  ],
  [{ type: "flow-state-saved", flow: "order-3", where: "memory", revision: null, state: {} }, ["order-3", "memory"]],
  [{ type: "flow-state-saved", flow: "order-3", where: "store", revision: 4, state: {} }, ["order-3", "revision 4"]],
  [{ type: "flow-forgotten", flow: "order-3", where: "memory" }, ["order-3", "deleted"]],
  [{ type: "timer-set", ...timer, where: "memory", due: 4_200 }, ["order-3", "charge", "00:04.200", "in memory"]],
  [{ type: "timer-set", ...timer, where: "store", due: 4_200 }, ["order-3", "00:04.200", "stored deadline"]],
  [{ type: "timer-cleared", ...timer, where: "memory" }, ["order-3", "charge", "cleared"]],
  [{ type: "timer-fired", ...timer, where: "memory" }, ["order-3", "charge", "fired"]],
  [
    { type: "machine-state-changed", flow: "order-3", from: "charging", to: "shipping", by: "charge done" },
    ["order-3", "charging", "shipping", "charge done"],
  ],
  [
    { type: "flow-event-dropped", flow: "order-3", event: "ship done", reason: "not pending" },
    ["ship done", "not pending"],
  ],
  [
    { type: "flow-event-held", flow: "order-3", event: "CANCEL", reason: "no version 2 here", delayMs: 500 },
    ["order-3", "CANCEL", "500 ms", "no version 2 here"],
  ],
  [{ type: "flow-looked-up", flow: "order-3", lookUps: 5, found: "nothing" }, ["order-3", "5 places", "nothing"]],
  [
    { type: "queue-observed", queue: "orders", stored: 31, waiting: 20, inFlight: 11, deadLetters: 0 },
    ["orders", "31", "20", "11"],
  ],
  [
    { type: "queue-observed", queue: "orders", stored: 31, waiting: 20, inFlight: 11, deadLetters: 0, stalled: true },
    ["orders", "no more are delivered"],
  ],
  [
    { type: "fault-injected", fault: 0, what: "crash before-ack", target: "worker-1", job: "order-3" },
    ["crash before-ack", "worker-1", "order-3"],
  ],
  [{ type: "fault-injected", fault: 0, what: "crash", target: "worker-1", job: null }, ["crash", "worker-1"]],
  [
    { type: "fault-injected", fault: 0, what: "deploy", target: "coordinator-1", job: "order-2-charge" },
    ["version 2 is deployed as coordinator-1"],
  ],
  [{ type: "fault-injected", fault: 0, what: "slow", target: "worker-1", job: null }, ["worker-1 becomes slow"]],
  [
    { type: "fault-injected", fault: 0, what: "cut before-ack", target: "worker-1", job: "order-3" },
    ["the connection of worker-1 is cut (before-ack of order-3)"],
  ],
  [
    { type: "fault-injected", fault: 0, what: "rolling-deploy", target: "worker", job: null },
    ["the next version of worker is deployed, one worker after the other"],
  ],
  [
    { type: "fault-injected", fault: 0, what: "scale", target: "worker to 4", job: null },
    ["the number of workers changes: worker to 4"],
  ],
  [{ type: "actor-slowed", role: "worker", times: 5, forMs: 2_000 }, ["worker-1", "2 s", "5 times as long"]],
  [
    { type: "fault-injected", fault: 0, what: "lose-store", target: "store", job: null },
    ["the stored state of the coordinators is lost"],
  ],
  [
    { type: "fault-injected", fault: 0, what: "pause before-ack", target: "worker-1", job: "order-3" },
    ["pause before-ack", "worker-1", "order-3"],
  ],
  [
    { type: "fault-injected", fault: 0, what: "wire lose", target: "shop", job: "order-3" },
    ["order-3", "shop", "lost on the wire"],
  ],
  [
    { type: "fault-injected", fault: 0, what: "wire delay", target: "shop", job: "order-3" },
    ["order-3", "shop", "delayed"],
  ],
  [
    { type: "fault-injected", fault: 0, what: "wire duplicate", target: "shop", job: "order-3" },
    ["order-3", "shop", "duplicated"],
  ],
  [
    { type: "fault-injected", fault: 0, what: "server-kill", target: "the leader of orders", job: null },
    ["the leader of orders is killed"],
  ],
  [{ type: "server-stopped", server: "nats-2" }, ["nats-2", "killed", "kill -9"]],
  [{ type: "server-started", server: "nats-2" }, ["nats-2", "up again"]],
  [{ type: "leader-seen", queue: "orders", leader: "nats-3" }, ["nats-3", "orders", "leader"]],
  [{ type: "leader-seen", queue: "orders", leader: null }, ["no server", "orders", "no leader"]],
  [{ type: "connection-lost" }, ["lost its connection", "reconnecting"]],
  [{ type: "connection-restored" }, ["reconnected"]],
  [{ type: "intervention-made", action: { kind: "crash", actor: "worker-1" } }, ["you", "worker-1"]],
  [{ type: "intervention-made", action: { kind: "pause", actor: "worker-1" } }, ["you paused", "worker-1"]],
  [{ type: "intervention-made", action: { kind: "resume", actor: "worker-1" } }, ["you resumed", "worker-1"]],
  [{ type: "intervention-made", action: { kind: "restart", actor: "worker-1" } }, ["you restarted", "worker-1"]],
  [{ type: "check-passed", check: "nothing-lost", detail: "all there" }, ["passed", "nothing-lost", "all there"]],
  [{ type: "check-failed", check: "nothing-lost", detail: "one gone" }, ["failed", "nothing-lost", "one gone"]],
];

test.each(SPEAKS_OF.map(([event, words]) => [event.type, words, event] as const))(
  "%s speaks of %j",
  (_type, words, written) => {
    const [event] = traceOf([written]);
    const sentence = event === undefined ? "" : describeEvent(event);
    for (const word of words) expect(sentence).toContain(word);
    expect(sentence).not.toMatch(/undefined|null|\[object|NaN|\.$/);
  },
);

test("two different events never read the same", () => {
  const sentences = traceOf(SPEAKS_OF.map(([event]) => event)).map(describeEvent);
  expect(new Set(sentences).size).toBe(SPEAKS_OF.length);
});

test("every event type has its sentence here", () => {
  expect([...new Set(SPEAKS_OF.map(([{ type }]) => type))].sort()).toEqual([...EVENT_TYPES].sort());
});

test("everyday words come first, the system's term in brackets", () => {
  const sentences = traceOf([
    { type: "job-delivered", ...job, deadline: 5_000 },
    { type: "job-nacked", ...job, delayMs: 500, reason: "failed" },
    { type: "effect-applied", effect: "charge", job: "order-3", key: null, amountCents: 2_000 },
  ]).map(describeEvent);
  expect(sentences).toEqual([
    "worker-1 received order-3 (delivery 2) and has until 00:05.000 to finish it (ackWait)",
    "worker-1 returned order-3 to orders for a retry in 500 ms (nak, delivery 2)",
    "the payment provider charged €20 for order-3 (charge, no idempotency key)",
  ]);
});
