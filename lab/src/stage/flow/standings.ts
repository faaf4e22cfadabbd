import { type OrderStanding, orderStandings } from "../../../../engine/views.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { countUpTo } from "../trace/sorted.ts";

/**
 * The state of each order at a moment. The last moment is cached: cards, ledger and outside services ask for the same
 * one.
 */
export function standingsAt(index: RunIndex, atMs: number): readonly OrderStanding[] {
  const count = countUpTo(index.eventTimes, atMs);
  const known = latest.get(index);
  if (known?.count === count) return known.standings;
  const standings = orderStandings(index.events.slice(0, count));
  latest.set(index, { count, standings });
  return standings;
}
const latest = new WeakMap<RunIndex, { readonly count: number; readonly standings: readonly OrderStanding[] }>();
