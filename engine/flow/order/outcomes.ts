import type { FlowOutcome } from "../../trace/events/flow.ts";
import type { EventOf, TraceEvent } from "../../trace/events.ts";
import { ORDERS_QUEUE } from "./order.ts";

/** How an order stands: what the outside world did, what the flow believes, what the customer was told. */
export type OrderStanding = {
  readonly order: string;
  readonly amountCents: number;
  /** The truth: effects done less effects taken back. */
  readonly truth: {
    readonly reserved: number;
    readonly charged: number;
    readonly paidCents: number;
    readonly shipped: number;
    readonly mails: number;
  };
  readonly believed: "running" | FlowOutcome | "stuck";
  readonly told: FlowOutcome | "nothing";
  readonly damage: readonly Damage[];
};

/** What the business would see and not like, once everything has come to rest. */
export const DAMAGES = {
  "charged-twice": "the customer paid more than once",
  "shipped-twice": "more than one parcel left",
  "paid-not-shipped": "the customer paid and gets nothing",
  "shipped-not-paid": "the parcel left and nobody paid",
  "stock-held": "stock is held for an order that will never leave",
  "checked-too-late": "the order was checked only after the money was taken",
  "not-notified": "the customer was sent no mail",
  "never-told": "the shop never heard how it ended",
  "told-wrong": "the shop was told something else than what happened",
  stuck: "the flow never ended",
} as const;
export type Damage = keyof typeof DAMAGES;
export const DAMAGE_KINDS = Object.keys(DAMAGES) as [Damage, ...Damage[]];

/** Every order that was asked for, in that order, as it stands after these events. */
export function orderStandings(events: readonly TraceEvent[]): OrderStanding[] {
  const reader = new StandingsReader();
  for (const event of events) reader.read(event);
  return reader.standings();
}

type Draft = {
  readonly amountCents: number;
  readonly counts: Map<string, number>;
  paidCents: number;
  believed: OrderStanding["believed"];
  told: OrderStanding["told"];
};

class StandingsReader {
  private readonly orders = new Map<string, Draft>();
  /** What a job says of how an order ended, and which job an event is about. */
  private readonly results = new Map<string, FlowOutcome>();
  private readonly jobOf = new Map<string, string>();

  /**
   * `flow-started` says nothing new: an order runs from when it is asked for, and a process that takes over may tell the
   * start again after the end.
   */
  read(event: TraceEvent): void {
    if (event.type === "job-sent") this.readSent(event);
    if (event.type === "job-started") this.jobOf.set(event.id, event.job);
    if (event.type === "effect-applied") this.readEffect(event);
    if (event.type === "flow-ended") this.believe(event.flow, event.outcome);
    if (event.type === "flow-stuck") this.believe(event.flow, "stuck");
    if (event.type === "reply-received" || event.type === "reply-stale") this.readTold(event);
  }

  standings(): OrderStanding[] {
    return [...this.orders].map(([order, draft]) => standing(order, draft));
  }

  private readSent({ queue, job, payload }: EventOf<"job-sent">): void {
    const { order, amountCents, outcome } = (payload ?? {}) as Record<string, unknown>;
    if (typeof order !== "string") return;
    if (outcome === "completed" || outcome === "cancelled") this.results.set(job, outcome);
    if (queue !== ORDERS_QUEUE || typeof amountCents !== "number" || this.orders.has(order)) return;
    this.orders.set(order, { amountCents, counts: new Map(), paidCents: 0, believed: "running", told: "nothing" });
  }

  private readEffect({ effect, job, amountCents }: EventOf<"effect-applied">): void {
    const draft = this.orders.get(job);
    if (!draft) return;
    draft.counts.set(effect, (draft.counts.get(effect) ?? 0) + 1);
    draft.paidCents += amountCents;
  }

  private believe(flow: string, believed: Draft["believed"]): void {
    const draft = this.orders.get(flow);
    if (draft) draft.believed = believed;
  }

  private readTold({ cause, request }: EventOf<"reply-received"> | EventOf<"reply-stale">): void {
    const draft = this.orders.get(request);
    const job = cause === null ? undefined : this.jobOf.get(cause);
    const outcome = job === undefined ? undefined : this.results.get(job);
    if (draft && outcome !== undefined) draft.told = outcome;
  }
}

function standing(order: string, { amountCents, counts, paidCents, believed, told }: Draft): OrderStanding {
  const net = (step: string, undo: string) => (counts.get(step) ?? 0) - (counts.get(undo) ?? 0);
  const truth = {
    reserved: net("reserve", "release"),
    charged: net("charge", "refund"),
    paidCents,
    shipped: net("ship", "recall"),
    mails: counts.get("notify") ?? 0,
  };
  const damage = damageOf({ amountCents, truth, believed, told }, isCheckedLate([...counts.keys()]));
  return { order, amountCents, truth, believed, told, damage };
}

/** Neither version of the order does that: the first has no check, the second checks before it charges. */
function isCheckedLate(inTheirOrder: readonly string[]): boolean {
  return inTheirOrder.includes("charge") && inTheirOrder.indexOf("check") > inTheirOrder.indexOf("charge");
}

function damageOf(
  { amountCents, truth, believed, told }: Omit<OrderStanding, "order" | "damage">,
  checkedLate: boolean,
): Damage[] {
  const { reserved, paidCents, shipped, mails } = truth;
  const ended = believed === "completed" || believed === "cancelled";
  const found: { readonly [damage in Damage]: boolean } = {
    "charged-twice": paidCents > amountCents,
    "shipped-twice": shipped > 1,
    "paid-not-shipped": paidCents > 0 && shipped < 1,
    "shipped-not-paid": shipped > 0 && paidCents <= 0,
    "stock-held": reserved > Math.max(0, shipped),
    "checked-too-late": checkedLate,
    "not-notified": shipped > 0 && paidCents > 0 && mails === 0,
    "never-told": ended && told === "nothing",
    "told-wrong": (told === "completed" && shipped < 1) || (told === "cancelled" && shipped > 0),
    stuck: !ended,
  };
  return DAMAGE_KINDS.filter((damage) => found[damage]);
}
