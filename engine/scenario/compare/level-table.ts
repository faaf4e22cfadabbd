import { orderStandings } from "../../flow/order/outcomes.ts";
import { whatTheBusinessSaw } from "../checks/orders.ts";
import { columnOf } from "./design-name.ts";
import { partsOf, type Parts } from "./design-parts.ts";
import { resolveScenario } from "../run/resolve.ts";
import type { RunOutcome } from "../run/run-types.ts";
import { isAboutOrders } from "../parts/flow/schema.ts";

/** What the business saw of a flow in one design, and the parts of the design. */
export type DesignRow = {
  /** Its design; its variant if several variants have the same design. */
  readonly design: string;
  readonly verdict: "passed" | "failed";
  readonly sentence: string;
  readonly saw: string;
  readonly parts: Parts;
};

/** One row per run, in their order; empty if no run has a flow. */
export function designRows(outcomes: readonly RunOutcome[]): DesignRow[] {
  const rows = outcomes.map((outcome) => ({ outcome, scenario: resolveScenario(outcome.header) }));
  if (rows.every(({ scenario }) => scenario.flow === undefined)) return [];
  return rows.map(({ outcome: { header, events, report }, scenario }) => {
    const { verdict, sentence } = report;
    const saw = isAboutOrders(scenario.flow) ? whatTheBusinessSaw(orderStandings(events)) : sentence;
    return { design: columnOf(header), verdict, sentence, saw, parts: partsOf(scenario, events) };
  });
}

const COLUMNS = ["queues", "stores", "timers", "lines", "paths", "msgs/order", "writes/order", "look-ups"] as const;

/** The columns of a table of designs: the design, its parts, and what the business saw. */
export function designTable(rows: readonly DesignRow[]): string[][] {
  return [
    ["design", ...COLUMNS, "what the business saw"],
    ...rows.map(({ design, parts, saw }) => [design, ...partCells(parts), saw]),
  ];
}

function partCells({ queues, stores, timers, code, messagesPerOrder, writesPerOrder, lookUps }: Parts): string[] {
  return [queues, stores, timers, code.lines, code.paths, messagesPerOrder, writesPerOrder, lookUps ?? "–"].map(String);
}
