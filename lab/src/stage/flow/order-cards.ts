import { DAMAGES } from "../../../../engine/flow/order/damage.ts";
import { orderStandings, type OrderStanding } from "../../../../engine/flow/order/outcomes.ts";
import { formatMoney } from "../../../../engine/trace/format.ts";
import { coordinatorsAt } from "./stage.ts";
import { countUpTo } from "../trace/sorted.ts";
import type { TraceIndex } from "../trace/trace-index.ts";
import type { OrderCard, OutsideView } from "./types.ts";

/** How each order stands at a moment. The last moment asked for is remembered: cards, ledger and world ask for the same. */
export function standingsAt(index: TraceIndex, atMs: number): readonly OrderStanding[] {
  const count = countUpTo(index.eventTimes, atMs);
  const known = latest.get(index);
  if (known?.count === count) return known.standings;
  const standings = orderStandings(index.events.slice(0, count));
  latest.set(index, { count, standings });
  return standings;
}
const latest = new WeakMap<TraceIndex, { readonly count: number; readonly standings: readonly OrderStanding[] }>();

/** Each order as a card, in the order of their asking. Damage is only what is left once everything has come to rest. */
export function orderCards(index: TraceIndex, atMs: number): OrderCard[] {
  const atRest = atMs >= restsAt(index);
  const beliefs = beliefsAt(index, atMs);
  return standingsAt(index, atMs).map((standing) => {
    const { order, believed } = standing;
    return cardOf(standing, believed === "running" ? beliefs(order) : believed, atRest);
  });
}

/** What an order that has not ended is to those who drive it. */
function beliefsAt(index: TraceIndex, atMs: number): (order: string) => OrderCard["believed"] {
  const past = index.events.slice(0, countUpTo(index.eventTimes, atMs));
  const begun = new Set(past.flatMap((event) => ("flow" in event ? [event.flow] : [])));
  const goesBack = new Set(past.flatMap((event) => (event.type === "flow-compensating" ? [event.flow] : [])));
  const known = new Set(coordinatorsAt(index, atMs).flatMap(({ flows }) => flows.map(({ flow }) => flow)));
  const wasKept = (order: string) => index.flows?.saves.get(order)?.some(({ at }) => at <= atMs) === true;
  return (order) => {
    if (wasKept(order) && !known.has(order)) return "forgotten";
    if (goesBack.has(order)) return "going back";
    return begun.has(order) ? "running" : "not begun";
  };
}

export function outsideAt(index: TraceIndex, atMs: number): OutsideView {
  const truths = standingsAt(index, atMs).map(({ truth }) => truth);
  const sum = (count: (truth: OrderStanding["truth"]) => number) =>
    truths.reduce((total, truth) => total + count(truth), 0);
  return {
    reserved: sum(({ reserved }) => reserved),
    paidCents: sum(({ paidCents }) => paidCents),
    parcels: sum(({ shipped }) => shipped),
    mails: sum(({ mails }) => mails),
  };
}

/** From here on no order stands differently any more: what comes is the queues' being looked at and the actors' stopping. */
function restsAt({ events, endMs }: TraceIndex): number {
  const last = events.findLast(({ type }) => MOVES.has(type));
  return last ? last.at : endMs;
}
const MOVES: ReadonlySet<string> = new Set([
  "job-sent",
  "job-delivered",
  "job-acked",
  "effect-applied",
  "effect-prevented",
  "flow-started",
  "flow-ended",
  "flow-stuck",
  "step-timed-out",
  "request-timed-out",
  "reply-received",
  "reply-stale",
  "timer-fired",
]);

function cardOf(standing: OrderStanding, believed: OrderCard["believed"], atRest: boolean): OrderCard {
  const { order, amountCents, truth, told, fits, damage } = standing;
  const ended = believed === "completed" || believed === "cancelled";
  const wrong = damage.map((kind) => DAMAGES[kind]);
  return {
    order,
    amountCents,
    truth: truthWords(truth),
    believed,
    told,
    disagrees: { believed: ended && !fits[believed], told: told !== "nothing" && !fits[told] },
    damage: atRest ? wrong : [],
    open: !atRest && ended ? wrong : [],
    atRest,
  };
}

function truthWords({ reserved, charged, paidCents, shipped, mails, apologies }: OrderStanding["truth"]): string[] {
  const times = (count: number, words: string) => (count <= 0 ? [] : [count === 1 ? words : `${words} ×${count}`]);
  return [
    ...times(reserved, "stock reserved"),
    ...times(-reserved, "unreserved stock released"),
    ...(paidCents !== 0 ? [`${formatMoney(paidCents)} paid${charged > 1 ? ` (${charged} charges)` : ""}`] : []),
    ...times(shipped, "parcel left"),
    ...times(-shipped, "parcel recalled that never left"),
    ...times(mails, "mail sent"),
    ...times(apologies, "apology sent"),
  ];
}
