import type { EventBody, TraceEvent } from "../../engine/trace/events.ts";
import type { EventId } from "../../engine/trace/event.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import type { Scenario, ScenarioSource } from "../../engine/scenario/schema.ts";
import { indexTrace } from "../../lab/src/stage/trace/index-trace.ts";
import type { TraceIndex } from "../../lab/src/stage/trace/trace-index.ts";

/** Hand-written traces: each line is a moment, an actor and what happened; the stamps fill themselves in. */
export class TraceBuilder {
  readonly events: TraceEvent[] = [];
  private readonly numbers = new Map<string, number>();

  add(
    at: number,
    actor: string,
    body: EventBody,
    { cause = null, incarnation = 1 }: { cause?: EventId | null; incarnation?: number } = {},
  ): EventId {
    const life = `${actor}/${incarnation}`;
    const n = (this.numbers.get(life) ?? 0) + 1;
    this.numbers.set(life, n);
    const seq = this.events.length + 1;
    const id = `${life}/${n}`;
    this.events.push({ seq, id, cause, at, tick: seq, actor, incarnation, ...body });
    return id;
  }

  starts(at: number, actor: string, role: "producer" | "worker", incarnation = 1): this {
    this.add(at, actor, { type: "actor-started", role }, { incarnation });
    return this;
  }

  crashes(at: number, actor: string, incarnation = 1): this {
    this.add(at, actor, { type: "actor-crashed", role: "worker", by: "fault", detail: "" }, { incarnation });
    return this;
  }

  /** Sent at `at`, stored a hop later, known two hops later. */
  sends(
    at: number,
    job: string,
    streamSequence: number,
    payload: { amountCents: number } = { amountCents: 2_000 },
  ): this {
    const cause = this.add(at, "shop", { type: "job-sent", queue: "orders", job, payload });
    this.add(at + 2 * HOP, "shop", { type: "job-stored", queue: "orders", job, streamSequence }, { cause });
    return this;
  }

  delivers(at: number, worker: string, job: string, streamSequence: number, attempt = 1, incarnation = 1): this {
    const delivery = { queue: "orders", job, streamSequence, attempt };
    const cause = this.add(
      at,
      worker,
      { type: "job-delivered", ...delivery, deadline: at + ACK_WAIT },
      { incarnation },
    );
    this.add(at, worker, { type: "job-started", ...delivery }, { cause, incarnation });
    return this;
  }

  acks(at: number, worker: string, job: string, streamSequence: number, attempt = 1, incarnation = 1): this {
    const delivery = { queue: "orders", job, streamSequence, attempt };
    const cause = this.add(at, worker, { type: "job-ack-sent", ...delivery }, { incarnation });
    this.add(at + 2 * HOP, worker, { type: "job-acked", ...delivery }, { cause, incarnation });
    return this;
  }

  index(scenario: Scenario = shop()): TraceIndex {
    return indexTrace({ scenario, broker: "sim", events: this.events });
  }
}

export const HOP = 100;
export const ACK_WAIT = 1_000;

/** One queue, one producer, two workers that charge. */
export function shop(change: Partial<ScenarioSource> = {}): Scenario {
  const source: ScenarioSource = {
    id: "shop",
    title: "A shop",
    shows: "A queue at work.",
    seed: 1,
    hopMs: HOP,
    queues: [{ name: "orders", ackWaitMs: ACK_WAIT, maxAttempts: 3 }],
    producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 3 }],
    workers: [{ name: "worker", count: 2, queue: "orders", handler: { kind: "charge", serviceMs: 300 } }],
    ...change,
  };
  return validateScenario(source, "test");
}
