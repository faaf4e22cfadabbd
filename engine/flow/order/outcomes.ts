import type { FlowOutcome } from "../../trace/events/flow.ts";
import type { EventOf, TraceEvent } from "../../trace/events.ts";
import { type Damage, damageOf, type Effect, isExactly, type OrderRecord, type OrderTruth, truthOf } from "./damage.ts";
import { ORDERS_QUEUE } from "./order.ts";

/**
 * The outcome of an order: its effects outside, what the flow believes, and what the shop was told. Verdict, sentence, cards,
 * ledger, comparison, survey and soak all use this.
 */
export type OrderStanding = {
  readonly order: string;
  readonly amountCents: number;
  readonly truth: OrderTruth;
  readonly believed: OrderRecord["believed"];
  /** The last answer; a shop that asks again may get several. */
  readonly told: FlowOutcome | "nothing";
  /** By outcome: whether the effects are exactly what it requires. */
  readonly fits: { readonly [outcome in FlowOutcome]: boolean };
  /** Empty: the order is right. */
  readonly damage: readonly Damage[];
};

/**
 * The outcome of every order after these events, in the order in which they were placed; then of orders that nobody placed but
 * that work was done for.
 */
export function orderStandings(events: readonly TraceEvent[]): OrderStanding[] {
  const reader = new StandingsReader();
  for (const event of events) reader.read(event);
  return reader.standings();
}

type Draft = {
  readonly amountCents: number | null;
  readonly effects: Effect[];
  believed: OrderRecord["believed"];
  readonly answers: FlowOutcome[];
};

class StandingsReader {
  private readonly orders = new Map<string, Draft>();
  private readonly neverPlaced = new Map<string, Draft>();
  /** By job: what it says of an order's outcome. The other map: which job an event is about. */
  private readonly results = new Map<string, FlowOutcome>();
  private readonly resultsSent = new Map<string, FlowOutcome>();
  private readonly jobOf = new Map<string, string>();
  /** By request: the processes that wait for its answer. */
  private readonly waiting = new Map<string, Set<string>>();

  /**
   * Ignores `flow-started`: an order runs from its request, and a process that takes over may record the start again after the
   * end.
   */
  read(event: TraceEvent): void {
    if (event.type === "job-sent") this.readSent(event);
    if (event.type === "job-stored") this.readStored(event);
    if (event.type === "job-started") this.jobOf.set(event.id, event.job);
    if (event.type === "effect-applied") this.readEffect(event);
    if (event.type === "flow-ended") this.believe(event.flow, event.outcome);
    if (event.type === "flow-stuck") this.believe(event.flow, "stuck");
    if (event.type === "request-sent") this.waitingFor(event.request).add(processOf(event));
    if (event.type === "reply-received" || event.type === "reply-stale") this.readTold(event);
    if (event.type === "actor-crashed") this.readDeath(event);
  }

  standings(): OrderStanding[] {
    return [...this.orders, ...this.neverPlaced].map(([order, draft]) =>
      standing(order, { ...draft, unanswered: this.waitingFor(order).size > 0 }),
    );
  }

  private readSent({ id, queue, job, payload }: EventOf<"job-sent">): void {
    const { order, amountCents, outcome } = (payload ?? {}) as Record<string, unknown>;
    if (typeof order !== "string") return;
    if (outcome === "completed" || outcome === "cancelled") this.readResult(id, job, outcome);
    if (queue !== ORDERS_QUEUE || typeof amountCents !== "number" || this.orders.has(order)) return;
    this.orders.set(order, draftOf(amountCents));
  }

  /** If several answers have the same name, the first is delivered, unless it was never stored. */
  private readResult(id: string, job: string, outcome: FlowOutcome): void {
    this.resultsSent.set(id, outcome);
    if (!this.results.has(job)) this.results.set(job, outcome);
  }

  private readStored({ cause, job }: EventOf<"job-stored">): void {
    const outcome = cause === null ? undefined : this.resultsSent.get(cause);
    if (outcome !== undefined) this.results.set(job, outcome);
  }

  private readEffect({ effect, job, amountCents }: EventOf<"effect-applied">): void {
    this.draft(job).effects.push({ effect, amountCents });
  }

  private draft(order: string): Draft {
    const known = this.orders.get(order) ?? this.neverPlaced.get(order);
    if (known) return known;
    const draft = draftOf(null);
    this.neverPlaced.set(order, draft);
    return draft;
  }

  private believe(flow: string, believed: Draft["believed"]): void {
    const draft = this.orders.get(flow);
    if (draft) draft.believed = believed;
  }

  private readTold(event: EventOf<"reply-received"> | EventOf<"reply-stale">): void {
    const draft = this.orders.get(event.request);
    const job = event.cause === null ? undefined : this.jobOf.get(event.cause);
    const outcome = job === undefined ? undefined : this.results.get(job);
    if (!draft || outcome === undefined) return;
    draft.answers.push(outcome);
    this.waitingFor(event.request).delete(processOf(event));
  }

  /** A crashed process waits for nothing. */
  private readDeath(event: EventOf<"actor-crashed">): void {
    for (const processes of this.waiting.values()) processes.delete(processOf(event));
  }

  private waitingFor(order: string): Set<string> {
    const known = this.waiting.get(order) ?? new Set();
    this.waiting.set(order, known);
    return known;
  }
}

function draftOf(amountCents: number | null): Draft {
  return { amountCents, effects: [], believed: "running", answers: [] };
}

/** One incarnation: a process knows nothing of requests from before its crash. */
function processOf({ actor, incarnation }: TraceEvent): string {
  return `${actor}/${incarnation}`;
}

function standing(order: string, record: OrderRecord): OrderStanding {
  return {
    order,
    amountCents: record.amountCents ?? 0,
    truth: truthOf(record.effects),
    believed: record.believed,
    told: record.answers.at(-1) ?? "nothing",
    fits: { completed: isExactly("completed", record), cancelled: isExactly("cancelled", record) },
    damage: damageOf(record),
  };
}
