import { formatMoney, ofType } from "../../../../engine/views.ts";
import type { EventId } from "../../../../engine/trace/event.ts";
import type { OrderStanding } from "../../../../engine/views.ts";
import type { StageView } from "../../stage/stage.ts";
import { standingsAt } from "../../stage/flow/standings.ts";
import { isAboutOrders } from "../../stage/outside/read.ts";
import { perRun } from "../../stage/trace/per-run.ts";
import type { DeliveryRecord, MessageRecord } from "../../stage/trace/records.ts";
import { addTo, countUpTo } from "../../stage/trace/sorted.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";
import { linksOf } from "../space-time/space-time.ts";

/** A figure of the ledger that is not as it should be. */
export type WrongFigure = "difference" | "dead letters" | "timed out" | "skipped" | "dropped";

/** What is wrong with one job or order, and the smallest set of events that it follows from; places in the run. */
export type Why = { readonly subject: string; readonly says: string; readonly because: readonly number[] };

/** One reason per job that the figure is about. It uses no event after the moment. */
export function whyOf(index: TraceIndex, figure: WrongFigure, atMs: number): Why[] {
  return wrongIn(index, figure, atMs).map(({ subject, says, ends }) => {
    return { subject, says, because: smallestSet(index, ends, countUpTo(index.eventTimes, atMs)) };
  });
}

/** `ends`: the events that make it wrong. */
type Wrong = { readonly subject: string; readonly says: string; readonly ends: readonly EventId[] };

function wrongIn(index: TraceIndex, figure: WrongFigure, atMs: number): Wrong[] {
  const past = () => index.events.slice(0, countUpTo(index.eventTimes, atMs));
  switch (figure) {
    case "difference":
      return isAboutOrders(index.source.scenario) ? wrongOrders(index, atMs) : wrongCharges(index, atMs);
    case "dead letters":
      return ofType(past(), "job-dead-lettered").map(({ id, job, reason }) => {
        return { subject: job, says: `is a dead letter: ${reason}`, ends: [id] };
      });
    case "timed out":
      return ofType(past(), "request-timed-out").map(({ id, request, try: n }) => {
        return { subject: request, says: `timed out (try ${n})`, ends: [id] };
      });
    case "skipped":
      return ofType(past(), "job-expired").map(({ id, job }) => {
        return { subject: job, says: "was skipped: its deadline was over", ends: [id] };
      });
    case "dropped":
      return index.messages.flatMap(({ job, dropped }) =>
        dropped && dropped.at <= atMs
          ? [{ subject: job, says: `was dropped to make room for ${dropped.by}`, ends: dropped.eventIds }]
          : [],
      );
  }
}

/** What was charged twice, then what was accepted and not charged. */
function wrongCharges(index: TraceIndex, atMs: number): Wrong[] {
  const charges = new Map<string, EventId[]>();
  for (const { event } of index.effects)
    if (event.type === "effect-applied" && event.at <= atMs) addTo(charges, event.job, event.id);
  const twice = index.books.repeats.filter(({ at }) => at <= atMs).map(({ job }) => job);
  const missing = index.messages.filter(
    ({ job, queue, arrivedAt }) => arrivedAt <= atMs && !charges.has(job) && isCharging(index, queue),
  );
  return [
    ...[...new Set(twice)].map((subject) => {
      const ends = charges.get(subject) ?? [];
      return { subject, says: `was charged ${ends.length} times`, ends };
    }),
    ...missing.flatMap((message) => missingCharge(message, atMs)),
  ];
}

function isCharging({ source }: TraceIndex, queue: string): boolean {
  return source.scenario.workers.some((worker) => worker.queue === queue && worker.handler.kind === "charge");
}

function missingCharge(message: MessageRecord, atMs: number): Wrong[] {
  const { job: subject, lost, wiped, stored, sent, deliveries } = message;
  const gone = [lost, wiped].find((event) => event !== null && event.at <= atMs);
  if (gone) return [{ subject, says: "was not charged: it was lost", ends: [gone.id] }];
  const last = deliveries.findLast(({ delivered }) => delivered.at <= atMs);
  // A job that was skipped is worth nothing.
  if (last?.expired && last.expired.at <= atMs) return [];
  if (last?.deadLettered && last.deadLettered.at <= atMs)
    return [{ subject, says: "was not charged: it is a dead letter", ends: [last.deadLettered.id] }];
  const end = last === undefined ? (stored ?? sent) : (endsOf(last, atMs).at(-1) ?? last.delivered);
  return [{ subject, says: "is not charged at this moment", ends: end === null ? [] : [end.id] }];
}

function wrongOrders(index: TraceIndex, atMs: number): Wrong[] {
  return standingsAt(index, atMs).flatMap(({ order, truth, amountCents }: OrderStanding) => {
    const owed = Math.max(0, truth.shipped) * amountCents;
    if (owed === truth.paidCents) return [];
    const effects = index.effects.filter(
      ({ event }) => event.job === order && event.at <= atMs && MONEY.has(event.effect),
    );
    const says = `paid ${formatMoney(truth.paidCents)}, owes ${formatMoney(owed)}`;
    return [{ subject: order, says, ends: effects.map(({ event }) => event.id) }];
  });
}

/** The effects that decide what is paid and what is owed. */
const MONEY = new Set(["charge", "refund", "ship", "recall"]);

/**
 * W1  Walks the recorded causes back from the ends. Of several ends, no further than to what they have in common.
 * W2  No event records why a message came back: the deliveries before it and what ended them are added.
 * W3  What only passes on within one actor is left out.
 */
function smallestSet(index: TraceIndex, ends: readonly EventId[], count: number): number[] {
  const places = placesOf(index);
  const chains = ends.flatMap((id) => {
    const place = places.get(id);
    return place === undefined ? [] : [chainOf(index, place)];
  });
  const common = sharedUpTo(chains);
  const main = new Set(chains.flatMap((chain) => chain.slice(Math.max(0, common - 1))));
  const returns = [...main].flatMap((place) => returnsBefore(index, place));
  const kept = [...main].filter(
    (place) => isTold(index, place, main) || chains.some((chain) => chain.at(-1) === place),
  );
  return [...new Set([...kept, ...returns])].filter((place) => place < count).sort((a, b) => a - b);
}

function chainOf(index: TraceIndex, end: number): number[] {
  const { causes } = linksOf(index);
  const chain: number[] = [];
  for (let place = end; place >= 0; place = causes[place] ?? -1) chain.push(place);
  return chain.reverse();
}

/** How many events all chains begin with; a single chain is told whole. */
function sharedUpTo(chains: readonly (readonly number[])[]): number {
  const [first = [], ...others] = chains;
  if (others.length === 0) return 0;
  const differs = first.findIndex((place, i) => others.some((chain) => chain[i] !== place));
  return differs < 0 ? first.length : differs;
}

/** W2 */
function returnsBefore(index: TraceIndex, place: number): number[] {
  const event = index.events[place];
  const found = event === undefined ? undefined : deliveriesOf(index).get(event.id);
  if (event === undefined || found === undefined) return [];
  const places = placesOf(index);
  return found.message.deliveries
    .slice(0, found.number)
    .flatMap((delivery) =>
      [delivery.delivered, ...endsOf(delivery, event.at)].flatMap(({ id }) => places.get(id) ?? []),
    );
}

/** What ended a delivery up to the moment, other than a confirmed ack. */
function endsOf({ failed, nacked, lost }: DeliveryRecord, atMs: number) {
  return [failed, nacked, lost].filter((event) => event !== null && event.at <= atMs).filter((event) => event !== null);
}

/** W3 */
function isTold(index: TraceIndex, place: number, among: ReadonlySet<number>): boolean {
  const cause = linksOf(index).causes[place] ?? -1;
  return !among.has(cause) || index.events[cause]?.actor !== index.events[place]?.actor;
}

const placesOf = perRun(({ events }) => new Map(events.map(({ id }, place) => [id, place])));

/** By the event of a delivery: its message, and how many deliveries came before. */
const deliveriesOf = perRun(({ messages }) => {
  const all = new Map<EventId, { readonly message: MessageRecord; readonly number: number }>();
  for (const message of messages)
    message.deliveries.forEach(({ delivered }, number) => all.set(delivered.id, { message, number }));
  return all;
});

/** The figures that the ledger shows as wrong at this moment. */
export function isWrong({ ledger }: StageView): boolean {
  return (
    ledger !== null &&
    (ledger.actual.cents !== ledger.expected.cents || ledger.actual.effects !== ledger.expected.effects)
  );
}
