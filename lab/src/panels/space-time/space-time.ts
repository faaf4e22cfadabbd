import type { EventId } from "../../../../engine/trace/event.ts";
import type { EventType, TraceEvent } from "../../../../engine/trace/events.ts";
import type { Tone } from "../../../../engine/trace/family.ts";
import { perRun } from "../../stage/trace/per-run.ts";
import { countUpTo, countWhile } from "../../stage/trace/sorted.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";
import { rowOf } from "../events/event-rows.ts";

/**
 * The space-time diagram: one lane per actor, and a line from each event to what it caused in another lane. What a line connects
 * happened in this order on every clock (happens-before); two events that no path of lines connects may have happened in any.
 *
 * S1  What is drawn depends on the window and not on the length of the run.
 * S2  Events that would lie on one another are one mark, so that a crowded window stays drawable.
 */

/** The looks of the observer and the judgements at the end are no part of the run. */
const NOT_DRAWN: ReadonlySet<EventType> = new Set<EventType>([
  "queue-observed",
  "log-observed",
  "check-passed",
  "check-failed",
]);

/** The actors that did something, senders first: in the order of the canvas, then the others in the order of time. */
export const lanesOf = perRun(({ events, topology }): readonly string[] => {
  const acting = new Set(events.flatMap(({ type, actor }) => (NOT_DRAWN.has(type) ? [] : [actor])));
  const known = topology.nodes.flatMap(({ name }) => (acting.has(name) ? [name] : []));
  return [...new Set([...known, ...acting])];
});

/** Places of events in the run. `causes`: −1 for an event without a cause. */
type Links = { readonly causes: Int32Array; readonly effects: ReadonlyMap<number, readonly number[]> };

export const linksOf = perRun(({ events }): Links => {
  const places = new Map<EventId, number>();
  const causes = new Int32Array(events.length).fill(-1);
  const effects = new Map<number, number[]>();
  events.forEach(({ id, cause, type }, place) => {
    places.set(id, place);
    const from = cause === null ? undefined : places.get(cause);
    if (from === undefined || NOT_DRAWN.has(type)) return;
    causes[place] = from;
    const known = effects.get(from);
    if (known) known.push(place);
    else effects.set(from, [place]);
  });
  return { causes, effects };
});

/** The window: which time it shows, and how many of the run's events may be seen. */
export type Sight = { readonly from: number; readonly to: number; readonly count: number };

export type Mark = { readonly place: number; readonly lane: number; readonly at: number; readonly tone: Tone };
/** Its ends may lie outside the window. */
export type Edge = { readonly cause: Mark; readonly effect: Mark };
export type SpaceTime = { readonly marks: readonly Mark[]; readonly edges: readonly Edge[] };

/** The window in as many columns: what falls into one is drawn once. */
const COLUMNS = 400;
const WORST: readonly Tone[] = ["plain", "work", "good", "warn", "bad"];

/** Everything in the window, and the lines that reach into it. */
export function spaceTimeIn(index: TraceIndex, { from, to, count }: Sight): SpaceTime {
  const { eventTimes } = index;
  const first = countWhile(eventTimes.length, (i) => (eventTimes[i] ?? Infinity) < from);
  const end = Math.min(count, countUpTo(eventTimes, to));
  const { causes, effects } = linksOf(index);
  const column = (at: number) => Math.round(((at - from) / (to - from)) * COLUMNS);
  const marks = new Map<string, Mark>();
  const edges = new Map<string, Edge>();
  const connect = (cause: number, effect: number) => {
    const link = { cause: markOf(index, cause), effect: markOf(index, effect) };
    if (link.cause.lane === link.effect.lane) return;
    const ends = [link.cause, link.effect].map(({ lane, at }) => `${lane}@${column(at)}`);
    edges.set(ends.join(">"), link);
  };
  for (let place = first; place < end; place++) {
    if (NOT_DRAWN.has((index.events[place] as TraceEvent).type)) continue;
    const mark = markOf(index, place);
    const key = `${mark.lane}@${column(mark.at)}`;
    const known = marks.get(key);
    if (known === undefined || WORST.indexOf(mark.tone) >= WORST.indexOf(known.tone)) marks.set(key, mark);
    const cause = causes[place] ?? -1;
    if (cause >= 0) connect(cause, place);
    for (const effect of effects.get(place) ?? []) if (effect >= end && effect < count) connect(place, effect);
  }
  return { marks: [...marks.values()], edges: [...edges.values()] };
}

const rowNumbers = perRun((index) => new Map(lanesOf(index).map((actor, lane) => [actor, lane])));

function markOf(index: TraceIndex, place: number): Mark {
  const event = index.events[place] as TraceEvent;
  const lane = rowNumbers(index).get(event.actor) ?? 0;
  return { place, lane, at: index.eventTimes[place] ?? event.at, tone: rowOf(index, event).tone };
}

/** The last event of the run up to the moment that is drawn; null before the first. */
export function currentPlace(index: TraceIndex, atMs: number): number | null {
  for (let place = countUpTo(index.eventTimes, atMs) - 1; place >= 0; place--)
    if (!NOT_DRAWN.has((index.events[place] as TraceEvent).type)) return place;
  return null;
}

/** All events of the moment of an event that are drawn, itself included; only among the first `count`. */
export function sameMoment(index: TraceIndex, place: number, count: number): number[] {
  const { eventTimes, events } = index;
  const at = eventTimes[place] ?? 0;
  const first = countWhile(eventTimes.length, (i) => (eventTimes[i] ?? Infinity) < at);
  const end = Math.min(count, countUpTo(eventTimes, at));
  return Array.from({ length: end - first }, (_, i) => first + i).filter((one) => {
    return !NOT_DRAWN.has((events[one] as TraceEvent).type);
  });
}

/** An event, and what it directly follows from and leads to; only among the first `count` events. */
export type Neighbours = { readonly cause: number | null; readonly effects: readonly number[] };

export function neighboursOf(index: TraceIndex, place: number, count: number): Neighbours {
  const { causes, effects } = linksOf(index);
  const cause = causes[place] ?? -1;
  return { cause: cause < 0 ? null : cause, effects: (effects.get(place) ?? []).filter((effect) => effect < count) };
}

/** The chain of causes that ends with the event, from the first one on. */
export function chainTo(index: TraceIndex, place: number): number[] {
  const { causes } = linksOf(index);
  const chain = [place];
  for (let at = causes[place] ?? -1; at >= 0; at = causes[at] ?? -1) chain.push(at);
  return chain.reverse();
}

export const SPANS_MS = [200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000] as const;
/** About as many events are in sight at first. */
const GOOD_COUNT = 60;

/** A window that is neither empty nor crowded. */
export function goodSpan({ events, endMs }: TraceIndex): number {
  const wanted = endMs === 0 ? 0 : (GOOD_COUNT * endMs) / Math.max(1, events.length);
  return SPANS_MS.find((ms) => ms >= wanted) ?? SPANS_MS[SPANS_MS.length - 1] ?? 1_000;
}
