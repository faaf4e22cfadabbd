import { DAMAGES, formatMoney, type OrderStanding } from "../../../../engine/views.ts";
import { standingsAt } from "./standings.ts";
import { coordinatorsAt } from "./stage.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { FlowFacts } from "./read.ts";
import type { OrderCard } from "./types.ts";

type Index = RunIndex & FlowFacts;

/**
 * Each order as a card, in the order in which they were requested. Damage is judged only after everything has settled.
 */
export function orderCards(index: Index, atMs: number): OrderCard[] {
  const atRest = atMs >= restsAt(index);
  const beliefs = beliefsAt(index, atMs);
  return standingsAt(index, atMs).map((standing) => {
    const { order, believed } = standing;
    return cardOf(standing, believed === "running" ? beliefs(order) : believed, atRest);
  });
}

/** The state of an order that has not ended, as its coordinator believes it. */
function beliefsAt(index: Index, atMs: number): (order: string) => OrderCard["believed"] {
  const known = new Set(coordinatorsAt(index, atMs).flatMap(({ flows }) => flows.map(({ flow }) => flow)));
  const wasKept = (order: string) => index.flows?.saves.get(order)?.some(({ at }) => at <= atMs) === true;
  const isPast = (times: ReadonlyMap<string, number> | undefined, order: string) =>
    (times?.get(order) ?? Infinity) <= atMs;
  return (order) => {
    if (wasKept(order) && !known.has(order)) return "forgotten";
    if (isPast(index.flows?.wentBack, order)) return "compensating";
    return isPast(index.flows?.begun, order) ? "running" : "not started";
  };
}

/** From here on, the state of no order changes: the remaining events observe queues and stop actors. */
function restsAt({ events, endMs }: Index): number {
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
