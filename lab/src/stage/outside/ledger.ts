import { ledgerOfOrders } from "../../../../engine/views.ts";
import { standingsAt } from "../flow/standings.ts";
import type { RunIndex } from "../trace/run-index.ts";
import { isAboutOrders, type Account, type OutsideFacts } from "./read.ts";
import type { LedgerView } from "./types.ts";

type Index = RunIndex & OutsideFacts;

/**
 * The value of the accepted jobs and the amount that the customer paid, up to a moment; null if nothing is charged. A
 * job that was skipped because its requester had given up, or that was discarded from the dead-letter queue, is worth
 * nothing from then on.
 */
export function ledgerAt(index: Index, atMs: number): LedgerView | null {
  if (isAboutOrders(index.source.scenario)) return ordersAt(index, atMs);
  const { expected, actual, recognized } = index.books;
  if (expected === null) return null;
  return {
    expected: sumsAt(expected, atMs),
    actual: sumsAt(actual, atMs),
    recognized: recognized.at(atMs),
    chargedTwice: chargedTwiceAt(index, atMs),
  };
}

function ordersAt(index: Index, atMs: number): LedgerView {
  const standings = standingsAt(index, atMs);
  return {
    ...ledgerOfOrders(standings),
    recognized: index.books.recognized.at(atMs),
    chargedTwice: standings.filter(({ truth }) => truth.charged > 1).map(({ order }) => order),
  };
}

const sumsAt = ({ effects, cents }: Account, atMs: number) => ({ effects: effects.at(atMs), cents: cents.at(atMs) });

function chargedTwiceAt({ books }: Index, atMs: number): string[] {
  return [...new Set(books.repeats.filter(({ at }) => at <= atMs).map(({ job }) => job))];
}
