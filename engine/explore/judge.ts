import { type Damage, type OrderStanding, orderStandings } from "../flow/order/outcomes.ts";
import type { TraceEvent } from "../trace/events.ts";
import type { RunOutcome } from "../scenario/run-types.ts";

/**
 * What must hold of a run with faults once everything has come to rest:
 *
 * J1  every order that was to be asked for has ended, and the shop was told how;
 * J2  nothing of `DAMAGES`;
 * J3  nothing was done twice, whether or not it was taken back in the end;
 * J4  a completed order is whole, a cancelled one wholly undone: nothing is left, and nothing given back that was not taken;
 * J5  the run came to rest before its limit, and nobody died but by a planned fault.
 */
export type Problem = Damage | "done-twice" | "not-whole";
export type WrongOrder = { readonly order: string; readonly problems: readonly Problem[] };
export type Judgement = {
  readonly orders: readonly OrderStanding[];
  readonly wrong: readonly WrongOrder[];
  /** What is wrong with the run as a whole, in words. */
  readonly run: readonly string[];
};

export function judge({ header, events, report }: Pick<RunOutcome, "header" | "events" | "report">): Judgement {
  const orders = orderStandings(events);
  const gross = grossEffects(events);
  const wrong = orders.flatMap((standing): WrongOrder[] => {
    const problems = problemsOf(standing, gross.get(standing.order) ?? []);
    return problems.length > 0 ? [{ order: standing.order, problems }] : [];
  });
  const asked = header.scenario.requesters.reduce((sum, { requests }) => sum + requests, 0);
  const known = orders.length;
  const missing = known < asked ? [`${asked - known} of ${asked} orders were never asked for`] : [];
  const ends = report.checks.find(({ id }) => id === "everything-ends");
  const restless = ends?.outcome === "failed" ? [ends.detail] : [];
  return { orders, wrong, run: [...missing, ...restless, ...unplannedDeaths(events)] };
}

export function isRight({ wrong, run }: Judgement): boolean {
  return wrong.length === 0 && run.length === 0;
}

function problemsOf(standing: OrderStanding, applied: readonly string[]): Problem[] {
  const twice = applied.length > new Set(applied).size;
  return [
    ...standing.damage,
    ...(twice ? ["done-twice" as const] : []),
    ...(isWhole(standing) ? [] : ["not-whole" as const]),
  ];
}

/** As the flow itself says that it ended; one that has not is no half order yet. */
function isWhole({ believed, truth, amountCents }: OrderStanding): boolean {
  const { reserved, charged, paidCents, shipped } = truth;
  if (believed === "completed") {
    return reserved === 1 && charged === 1 && paidCents === amountCents && shipped === 1;
  }
  return believed !== "cancelled" || [reserved, charged, paidCents, shipped].every((left) => left === 0);
}

/** What was done for each order, taken back or not. */
function grossEffects(events: readonly TraceEvent[]): ReadonlyMap<string, readonly string[]> {
  const effects = new Map<string, string[]>();
  for (const event of events) {
    if (event.type !== "effect-applied") continue;
    effects.set(event.job, [...(effects.get(event.job) ?? []), event.effect]);
  }
  return effects;
}

function unplannedDeaths(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === "actor-crashed" && event.by === "unexpected" ? [`${event.actor} died: ${event.detail}`] : [],
  );
}
