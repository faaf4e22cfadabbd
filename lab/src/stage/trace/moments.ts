import type { TraceEvent } from "../../../../engine/trace/events.ts";
import { countUpTo, countWhile, lastBefore, nextAfter } from "./sorted.ts";
import type { TraceIndex } from "./trace-index.ts";

/** One event, as a place in time. */
export type Moment = { readonly at: number; readonly seq: number; readonly tick: number | null };

/** Steps through a run's time: 'next event' and idle intervals. */

/** The next moment at which something happened (an event or an expired visibility timeout); null at the end. */
export function nextMoment(index: TraceIndex, atMs: number): number | null {
  return nextAfter(index.moments, atMs);
}

export function previousMoment(index: TraceIndex, atMs: number): number | null {
  return lastBefore(index.moments, atMs);
}

/** The number of the last event at or before the moment; 0 before the first. */
export function seqAt(index: TraceIndex, atMs: number): number {
  return index.events[countUpTo(index.eventTimes, atMs) - 1]?.seq ?? 0;
}

/**
 * The end of the idle interval that contains this moment; the moment itself if something moves. At the end: the end.
 */
export function idleUntil(index: TraceIndex, atMs: number): number {
  const { busy } = index;
  let low = 0;
  let high = busy.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((busy[middle]?.to ?? Infinity) < atMs) low = middle + 1;
    else high = middle;
  }
  const next = busy[low];
  if (!next) return index.endMs;
  return Math.max(atMs, next.from);
}

/** The events of one moment, in their order: from a run's events around the last one of them. */
export function eventsAt({ events, eventTimes }: TraceIndex, atMs: number): readonly TraceEvent[] {
  const end = countUpTo(eventTimes, atMs);
  return events.slice(
    countWhile(end, (i) => (eventTimes[i] ?? 0) < atMs),
    end,
  );
}
