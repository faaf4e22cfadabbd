import type { Damage } from "../flow/order/damage.ts";
import { type OrderStanding, orderStandings } from "../flow/order/outcomes.ts";
import type { TraceEvent } from "../trace/events.ts";
import type { RunOutcome } from "../scenario/run/run-types.ts";

/**
 * The conditions that a run with faults must meet once all work has ended:
 *
 * J1  Every planned order was placed.
 * J2  Every order is exactly right (it has no `Damage`), and no work was done for any other order.
 * J3  All work ended before the run's limit.
 * J4  No actor crashed except by a planned fault.
 */
export type WrongOrder = { readonly order: string; readonly problems: readonly Damage[] };
export type Judgement = {
  readonly orders: readonly OrderStanding[];
  readonly wrong: readonly WrongOrder[];
  /** Problems of the run as a whole, in words. */
  readonly run: readonly string[];
};

export function judge({ header, events, report }: Pick<RunOutcome, "header" | "events" | "report">): Judgement {
  const orders = orderStandings(events);
  const wrong = orders.flatMap(({ order, damage }): WrongOrder[] =>
    damage.length > 0 ? [{ order, problems: damage }] : [],
  );
  const asked = header.scenario.requesters.reduce((sum, { requests }) => sum + requests, 0);
  const known = orders.filter(({ damage }) => !damage.includes("not-ordered")).length;
  const missing = known < asked ? [`${asked - known} of ${asked} orders were never placed`] : [];
  const ends = report.checks.find(({ id }) => id === "everything-ends");
  const restless = ends?.outcome === "failed" ? [ends.detail] : [];
  return { orders, wrong, run: [...missing, ...restless, ...unplannedDeaths(events)] };
}

export function isRight({ wrong, run }: Judgement): boolean {
  return wrong.length === 0 && run.length === 0;
}

function unplannedDeaths(events: readonly TraceEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === "actor-crashed" && event.by === "unexpected" ? [`${event.actor} crashed: ${event.detail}`] : [],
  );
}
