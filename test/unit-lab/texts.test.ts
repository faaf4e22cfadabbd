import { describe, expect, test } from "vitest";
import { describeEvent } from "../../engine/trace/describe.ts";
import { EVENT_TYPES } from "../../engine/trace/event-types.ts";
import type { EventBody, TraceEvent } from "../../engine/trace/events.ts";
import { formatCount, formatDuration, formatMoney, formatMs } from "../../engine/trace/format.ts";

describe("format", () => {
  test("moments have one width, so that numbers do not jump", () => {
    expect([0, 4_200, 61_005.9, 3_600_000 + 62_003].map(formatMs)).toEqual([
      "00:00.000",
      "00:04.200",
      "01:01.005",
      "1:01:02.003",
    ]);
    expect(formatMs(-5)).toBe("00:00.000");
  });

  test("durations use the unit that a person would", () => {
    expect([0, 350, 5_000, 1_250, 120_000, 90_500].map(formatDuration)).toEqual([
      "0 ms",
      "350 ms",
      "5 s",
      "1.25 s",
      "2 min",
      "1 min 30.5 s",
    ]);
  });

  test("money", () => {
    expect([2_000, 2_050, 5, -500].map(formatMoney)).toEqual(["€20", "€20.50", "€0.05", "−€5"]);
  });

  test("counts", () => {
    expect([formatCount(1, "job"), formatCount(0, "job"), formatCount(2, "delivery", "deliveries")]).toEqual([
      "1 job",
      "0 jobs",
      "2 deliveries",
    ]);
  });
});

const delivery = { queue: "orders", job: "order-1", streamSequence: 4, attempt: 2 };
const correlated = { request: "order-1", correlation: "order-1", try: 1, replyTo: "web-replies" };
const bodies: readonly EventBody[] = [
  { type: "actor-started", role: "worker" },
  { type: "actor-crashed", role: "worker", by: "intervention", detail: "by hand" },
  { type: "actor-stopped", role: "worker" },
  { type: "producer-finished", queue: "orders", jobs: 3 },
  { type: "job-sent", queue: "orders", job: "order-1", payload: null },
  { type: "job-stored", queue: "orders", job: "order-1", streamSequence: 4 },
  { type: "job-deduplicated", queue: "orders", job: "order-1", streamSequence: 4 },
  { type: "job-delivered", ...delivery, deadline: 5_000 },
  { type: "job-started", ...delivery },
  { type: "job-failed", ...delivery, error: "no amount" },
  { type: "job-ack-sent", ...delivery },
  { type: "job-acked", ...delivery },
  { type: "job-naked", ...delivery, delayMs: 500, reason: "failed" },
  { type: "job-dead-lettered", ...delivery, reason: "no amount", deadLetters: "orders-dead", deadLetterSequence: 1 },
  { type: "job-expired", queue: "orders", job: "order-1", attempt: 1, deadline: 4_000 },
  { type: "request-sent", queue: "orders", waitsUntil: 4_000, ...correlated },
  { type: "request-timed-out", queue: "orders", ...correlated },
  { type: "reply-sent", job: "order-1", attempt: 1, ...correlated },
  { type: "reply-received", ...correlated },
  { type: "reply-stale", ...correlated },
  { type: "reply-late", ...correlated },
  { type: "reply-duplicate", ...correlated },
  { type: "reply-orphaned", ...correlated },
  { type: "effect-applied", effect: "charge", job: "order-1", key: null, amountCents: 2_000 },
  { type: "effect-deduplicated", effect: "charge", job: "order-1", key: "order-1", amountCents: 2_000 },
  { type: "queue-observed", queue: "orders", stored: 2, waiting: 1, inFlight: 1, deadLetters: 0 },
  { type: "fault-injected", fault: 0, what: "crash", target: "worker-1", job: null },
  { type: "intervention-made", action: { kind: "crash", actor: "worker-1" } },
  { type: "check-passed", check: "came-back", detail: "after 5 s" },
  { type: "check-failed", check: "came-back", detail: "never" },
];
const stamped = (body: EventBody): TraceEvent => ({
  seq: 1,
  id: "worker-1/2/1",
  cause: null,
  at: 0,
  tick: 1,
  actor: "worker-1",
  incarnation: 2,
  ...body,
});

describe("describeEvent", () => {
  test("there is an example of every event here", () => {
    expect(bodies.map(({ type }) => type).sort()).toEqual([...EVENT_TYPES].sort());
  });

  test.each(bodies.map((body) => [body.type, body] as const))("%s is a sentence without holes", (_type, body) => {
    const sentence = describeEvent(stamped(body));
    expect(sentence).toMatch(/^\S.{8,}/);
    expect(sentence).not.toMatch(/undefined|null|NaN|\[object|\.$/);
  });

  test("the learner's words come first, the system's in brackets", () => {
    const of = (type: string) => describeEvent(stamped(bodies.find((body) => body.type === type) as EventBody));
    expect(of("job-delivered")).toBe(
      "worker-1 got order-1 (delivery 2) and has until 00:05.000 to finish it (ackWait)",
    );
    expect(of("job-naked")).toBe("worker-1 gave order-1 back to orders, to be tried again in 500 ms (nak, delivery 2)");
    expect(of("effect-applied")).toBe("the payment provider took €20 for order-1 (charge, no idempotency key)");
    expect(of("actor-crashed")).toBe("worker-1 crashed (by hand)");
    expect(of("actor-started")).toBe("worker-1 started again (incarnation 2)");
  });
});
