import type { Judgement, Problem } from "../../engine/explore/judge.ts";
import { isRight } from "../../engine/explore/judge.ts";
import type { TraceEvent } from "../../engine/trace/events.ts";

/** What a series of runs has come to so far. */
export type Tally = {
  readonly runs: number;
  readonly failedRuns: number;
  readonly orders: number;
  readonly wrongOrders: number;
  readonly problems: { readonly [problem in Problem]?: number };
  readonly struck: { readonly [kind in FaultKind]?: number };
};

/** Faults as a reader tells them apart. */
export const FAULT_KINDS = [
  "crash at a point",
  "crash at a moment",
  "freeze",
  "lost",
  "delayed",
  "duplicated",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const EMPTY: Tally = { runs: 0, failedRuns: 0, orders: 0, wrongOrders: 0, problems: {}, struck: {} };

export function counted(tally: Tally, judgement: Judgement, events: readonly TraceEvent[]): Tally {
  const struck = events.flatMap((event) => (event.type === "fault-injected" ? [kindOf(event.what)] : []));
  return {
    runs: tally.runs + 1,
    failedRuns: tally.failedRuns + (isRight(judgement) ? 0 : 1),
    orders: tally.orders + judgement.orders.length,
    wrongOrders: tally.wrongOrders + judgement.wrong.length,
    problems: plus(
      tally.problems,
      judgement.wrong.flatMap(({ problems }) => problems),
    ),
    struck: plus(tally.struck, struck),
  };
}

/** Orders with any of these problems can be more than the sum says: an order may have several. */
export function sumOf(counts: { readonly [name: string]: number | undefined }): number {
  return Object.values(counts).reduce((sum: number, count) => sum + (count ?? 0), 0);
}

/** `what` of an event `fault-injected`: 'crash before-save', 'pause', 'wire lose'. */
function kindOf(what: string): FaultKind {
  if (what === "wire lose") return "lost";
  if (what === "wire delay") return "delayed";
  if (what === "wire duplicate") return "duplicated";
  if (what.startsWith("pause")) return "freeze";
  return what === "crash" ? "crash at a moment" : "crash at a point";
}

function plus<K extends string>(counts: { readonly [key in K]?: number }, more: readonly K[]): { [key in K]?: number } {
  const sums: { [key in K]?: number } = { ...counts };
  for (const key of more) sums[key] = (sums[key] ?? 0) + 1;
  return sums;
}
