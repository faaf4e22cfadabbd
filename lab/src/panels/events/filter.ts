import type { EventType } from "../../../../engine/trace/events.ts";
import type { Tone } from "../../../../engine/trace/family.ts";
import { isAbout } from "../../stage/flow/command-name.ts";
import { perRun } from "../../stage/trace/per-run.ts";
import { countWhile } from "../../stage/trace/sorted.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";
import { jobOf, rowOf } from "./event-rows.ts";

/** What the event table shows. An empty field does not filter. */
export type EventFilter = {
  /** Somewhere in what a row says: its sentence, its type, its message, its actor. Upper and lower case are the same. */
  readonly text: string;
  readonly actor: string;
  readonly type: EventType | "";
  readonly tone: Tone | "";
  /** A job with its replies, or an order with its commands. */
  readonly job: string;
};
export const NO_FILTER: EventFilter = { text: "", actor: "", type: "", tone: "", job: "" };
export const isFiltering = (filter: EventFilter): boolean => Object.values(filter).some((value) => value.trim() !== "");

/** The rows of the table, as places in the run's events, ascending. Null: all of them. */
export type Hits = Int32Array | null;

export function hitsOf(index: TraceIndex, filter: EventFilter): Hits {
  if (!isFiltering(filter)) return null;
  const text = filter.text.trim().toLowerCase();
  const texts = text === "" ? [] : searchTexts(index);
  const job = filter.job.trim();
  const found: number[] = [];
  index.events.forEach((event, i) => {
    if (filter.actor !== "" && event.actor !== filter.actor) return;
    if (filter.type !== "" && event.type !== filter.type) return;
    if (filter.tone !== "" && rowOf(index, event).tone !== filter.tone) return;
    if (job !== "" && !isAbout(jobOf(event) ?? "", job)) return;
    if (text === "" || texts[i]?.includes(text) === true) found.push(i);
  });
  return Int32Array.from(found);
}

const searchTexts = perRun((index) =>
  index.events.map((event) => {
    const { sentence, type, actor, job } = rowOf(index, event);
    return `${sentence}\n${type}\n${job ?? ""}\n${actor}`.toLowerCase();
  }),
);

/** How many of the rows are among the first `count` events. */
export function countHits(hits: Hits, count: number): number {
  return hits === null ? count : countWhile(hits.length, (i) => (hits[i] ?? count) < count);
}

/** The place of the event in a row. */
export const placeOf = (hits: Hits, row: number): number => (hits === null ? row : (hits[row] ?? 0));

/** What there is to choose from, with the place of the first event of each: later ones are not offered before the prediction. */
export type Choices = {
  readonly actors: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<EventType, number>;
  readonly jobs: ReadonlyMap<string, number>;
};

export const choicesIn = perRun((index): Choices => {
  const actors = new Map<string, number>();
  const types = new Map<EventType, number>();
  const jobs = new Map<string, number>();
  index.events.forEach((event, i) => {
    if (!actors.has(event.actor)) actors.set(event.actor, i);
    if (!types.has(event.type)) types.set(event.type, i);
    const job = jobOf(event);
    if (job !== null && !jobs.has(job)) jobs.set(job, i);
  });
  return { actors, types, jobs };
});

/** Those that have come up among the first `count` events, in the order of the alphabet. */
export function offered<K extends string>(choices: ReadonlyMap<K, number>, count: number): K[] {
  return [...choices].flatMap(([choice, first]) => (first < count ? [choice] : [])).sort();
}

/**
 * When the next of the first `rows` hits after the moment is, or the last one before it; null if there is none. Hits of one
 * moment are one stop.
 */
export function hitTime(
  { events }: TraceIndex,
  hits: Hits,
  { rows, atMs, by }: { readonly rows: number; readonly atMs: number; readonly by: 1 | -1 },
): number | null {
  const timeOf = (row: number) => events[placeOf(hits, row)]?.at ?? Infinity;
  const next =
    by > 0 ? countWhile(rows, (row) => timeOf(row) <= atMs) : countWhile(rows, (row) => timeOf(row) < atMs) - 1;
  return next < 0 || next >= rows ? null : timeOf(next);
}
