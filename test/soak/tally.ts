import type { Judgement } from "../../engine/explore/judge.ts";
import { isRight } from "../../engine/explore/judge.ts";
import type { Damage } from "../../engine/flow/order/damage.ts";
import type { TraceEvent } from "../../engine/trace/events.ts";

/** What a series of runs has come to so far. */
export type Tally = {
  readonly runs: number;
  readonly failedRuns: number;
  readonly orders: number;
  readonly wrongOrders: number;
  /** Orders of which this is wrong; one order may be in several. */
  readonly problems: { readonly [aspect in Aspect]?: number };
  readonly struck: { readonly [kind in FaultKind]?: number };
};

/** What a reader wants to know of each design: each kind of damage belongs to one of these. */
export const ASPECTS = {
  "never ended": ["stuck"],
  "done twice": ["charged-twice", "shipped-twice", "mailed-twice", "done-twice"],
  "wrong amount": ["wrong-amount", "refunded-too-much"],
  "stock wrong": ["stock-held", "shipped-without-stock"],
  "paid for nothing": ["paid-not-shipped"],
  "shipped unpaid": ["shipped-not-paid"],
  "no mail": ["not-notified"],
  "mail wrong": ["mailed-wrong"],
  "never told": ["never-told"],
  "told wrong": ["told-wrong", "believed-wrong"],
  other: ["undone-too-often", "checked-too-late", "not-ordered"],
} as const satisfies { readonly [aspect: string]: readonly Damage[] };
export type Aspect = keyof typeof ASPECTS;

/** Faults as a reader tells them apart. */
export const FAULT_KINDS = ["crash at a point", "crash at a moment", "pause", "lost", "delayed", "duplicated"] as const;
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
      judgement.wrong.flatMap(({ problems }) => aspectsOf(problems)),
    ),
    struck: plus(tally.struck, struck),
  };
}

function aspectsOf(problems: readonly Damage[]): Aspect[] {
  const all = Object.entries(ASPECTS) as [Aspect, readonly Damage[]][];
  return all.filter(([, kinds]) => kinds.some((kind) => problems.includes(kind))).map(([aspect]) => aspect);
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
  if (what.startsWith("pause")) return "pause";
  return what === "crash" ? "crash at a moment" : "crash at a point";
}

function plus<K extends string>(counts: { readonly [key in K]?: number }, more: readonly K[]): { [key in K]?: number } {
  const sums: { [key in K]?: number } = { ...counts };
  for (const key of more) sums[key] = (sums[key] ?? 0) + 1;
  return sums;
}
