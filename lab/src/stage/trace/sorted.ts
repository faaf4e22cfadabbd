import type { TraceEvent } from "../../../../engine/trace/events.ts";
import type { Span } from "./span-index.ts";

/** Searches in ascending lists of times. */

/** How many of the times are at or before the moment. */
export function countUpTo(times: ArrayLike<number>, atMs: number): number {
  return countWhile(times.length, (i) => (times[i] ?? Infinity) <= atMs);
}

/** Of a list that holds first all for which something is so, then all others: how many it is so for. */
export function countWhile(length: number, isSo: (i: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The least time after the moment, or null. */
export function nextAfter(times: readonly number[], atMs: number): number | null {
  return times[countUpTo(times, atMs)] ?? null;
}

/** The greatest time before the moment, or null. */
export function lastBefore(times: readonly number[], atMs: number): number | null {
  let i = countUpTo(times, atMs) - 1;
  while (i >= 0 && times[i] === atMs) i--;
  return times[i] ?? null;
}

export function ascending(times: Iterable<number>): number[] {
  return [...times].sort((a, b) => a - b);
}

/** The same, each time once. */
export function distinctAscending(times: Iterable<number>): number[] {
  return ascending(new Set(times));
}

/** The intervals in their order; those that touch are merged. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** When events of a type happened, by actor. */
export function timesBy(events: readonly TraceEvent[], type: TraceEvent["type"]): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const event of events) if (event.type === type) addTo(times, event.actor, event.at);
  return times;
}

/** Appends a value to the list of a key. */
export function addTo<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
