import type { EventBody, TraceEvent } from "../../engine/trace/events.ts";
import type { EventStamp } from "../../engine/trace/event.ts";
import { gatherFacts, type RunFacts } from "../../engine/scenario/checks/facts.ts";
import type { Scenario, ScenarioSource } from "../../engine/scenario/schema.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";

/** An event as a test writes it: what it does not name stands at the event before. */
export type Written = EventBody & Partial<Omit<EventStamp, "seq">>;

/** A trace from what is special about each event; actors number their events themselves. */
export function traceOf(written: readonly Written[]): TraceEvent[] {
  const counts = new Map<string, number>();
  let at = 0;
  return written.map((event, index) => {
    const { actor = "worker-1", incarnation = 1 } = event;
    const n = (counts.get(`${actor}/${incarnation}`) ?? 0) + 1;
    counts.set(`${actor}/${incarnation}`, n);
    at = event.at ?? at;
    return {
      seq: index + 1,
      id: `${actor}/${incarnation}/${n}`,
      cause: null,
      tick: index,
      ...event,
      actor,
      incarnation,
      at,
    };
  });
}

/** The smallest scenario that is whole: one producer, one queue of charges, two workers. */
export const SMALL_SOURCE: ScenarioSource = {
  id: "small",
  title: "A small one",
  shows: "Three orders are charged.",
  queues: [{ name: "orders", ackWaitMs: 1_000, maxAttempts: 3 }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 3, everyMs: 100 }],
  workers: [{ name: "worker", count: 2, queue: "orders", handler: { kind: "charge", serviceMs: 50, key: "job" } }],
};

export function smallScenario(changes: Partial<ScenarioSource> = {}): Scenario {
  return validateScenario({ ...SMALL_SOURCE, ...changes }, "small");
}

export function factsOf(
  events: readonly TraceEvent[],
  changes: Partial<ScenarioSource> = {},
  broker: "sim" | "nats" = "sim",
): RunFacts {
  return gatherFacts(smallScenario(changes), broker, events);
}

/** One delivery's fields. */
export function delivery(job: string, attempt = 1, streamSequence = Number(job.split("-").at(-1))) {
  return { queue: "orders", job, attempt, streamSequence };
}

/** The life of one job that goes well, as `actor` sees it from `at` on: 100 ms of work. */
export function doneBy(actor: string, job: string, at: number, attempt = 1): Written[] {
  const what = delivery(job, attempt);
  return [
    { type: "job-delivered", ...what, deadline: at + 1_000, actor, at },
    { type: "job-started", ...what, actor, at },
    { type: "effect-applied", effect: "charge", job, key: job, amountCents: 2_000, actor: "outside", at: at + 90 },
    { type: "job-ack-sent", ...what, actor, at: at + 100 },
    { type: "job-acked", ...what, actor, at: at + 102 },
  ];
}

/** A job's way into the queue. */
export function sent(job: string, at: number): Written[] {
  const streamSequence = Number(job.split("-").at(-1));
  return [
    { type: "job-sent", queue: "orders", job, payload: { order: job, amountCents: 2_000 }, actor: "shop", at },
    { type: "job-stored", queue: "orders", job, streamSequence, actor: "shop", at: at + 2 },
  ];
}

export function seen(
  at: number,
  state: { stored: number; waiting?: number; inFlight?: number; deadLetters?: number },
): Written {
  return {
    type: "queue-observed",
    queue: "orders",
    waiting: 0,
    inFlight: 0,
    deadLetters: 0,
    ...state,
    actor: "observer",
    at,
  };
}
