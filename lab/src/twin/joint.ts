import { beginning, divergences, orderStandings } from "../../../engine/views.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import { distinctAscending, mergeSpans } from "../stage/trace/sorted.ts";
import type { TraceIndex } from "../stage/trace/trace-index.ts";
import type { OrderCard } from "../stage/flow/types.ts";
import type { OfSides, Divergence } from "./types.ts";

/** All divergences of two runs, in the order of time. */
export function divergencesOf({ glue, orchestrated }: OfSides<TraceIndex>): Divergence[] {
  return divergences(glue.events, orchestrated.events).map((divergence, i) => ({
    number: i + 1,
    order: divergence.flow,
    at: beginning(divergence),
    after: divergence.after,
    lines: { glue: divergence.left, orchestrated: divergence.right },
  }));
}

/**
 * The times of two runs as one, for a time machine that moves both: as long as the longer run, with the events of
 * either. Its other fields mean nothing.
 */
export function jointTime({ glue, orchestrated }: OfSides<TraceIndex>): TraceIndex {
  const events = [...glue.events, ...orchestrated.events].sort((a, b) => a.at - b.at);
  let latest = 0;
  return {
    ...glue,
    events,
    eventTimes: events.map(({ at }) => (latest = Math.max(latest, at))),
    endMs: Math.max(glue.endMs, orchestrated.endMs),
    moments: distinctAscending([...glue.moments, ...orchestrated.moments]),
    busy: mergeSpans([...glue.busy, ...orchestrated.busy]),
  };
}

/** All orders of either run, in the order in which they were requested. */
export function ordersOf(indexes: OfSides<TraceIndex>): string[] {
  const orders = [indexes.glue, indexes.orchestrated].flatMap(({ events }) =>
    orderStandings(events).map(({ order }) => order),
  );
  return [...new Set(orders)];
}

/**
 * The order that a scenario is about: the one that its faults or refusals name, or else the one of the first
 * divergence.
 */
export function interestingOrder(
  { faults, workers, flow }: Scenario,
  orders: readonly string[],
  divergences: readonly Divergence[],
): string {
  const named = (data: unknown) => {
    const text = JSON.stringify(data) ?? "";
    return orders.find((order) => text.includes(`"${order}"`) || text.includes(`"${order}-`));
  };
  return named(faults) ?? named(workers) ?? divergences[0]?.order ?? named(flow) ?? orders[0] ?? "";
}

/** How the orders of one side stand at a moment, in a sentence. */
export function soFar(cards: readonly OrderCard[]): string {
  if (cards.length === 0) return "No order yet.";
  const count = (...kinds: readonly OrderCard["believed"][]) =>
    cards.filter(({ believed }) => kinds.includes(believed)).length;
  const parts = [
    [count("completed"), "completed"],
    [count("cancelled"), "cancelled"],
    [count("running", "not started"), "under way"],
    [count("compensating"), "compensating"],
    [count("forgotten"), "forgotten"],
    [count("stuck"), "known to be stuck"],
  ] as const;
  const orders = cards.length === 1 ? "1 order" : `${cards.length} orders`;
  const told = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  const wrong = cards.flatMap(({ order, damage }) => (damage.length > 0 ? [`${order}: ${damage.join(", and ")}`] : []));
  return `Of ${orders} so far ${[told.join(", "), ...wrong].join("; ")}.`;
}
