import { orderStandings } from "../flow/order/outcomes.ts";
import { whatTheBusinessSaw } from "./checks/orders.ts";
import { partsOf, type Parts } from "./parts.ts";
import { resolveScenario } from "./resolve.ts";
import type { RunOutcome } from "./run-types.ts";
import type { Design } from "./schema-flow.ts";

/** What the business saw of a flow in one design, and what the design is made of. */
export type DesignRow = {
  readonly design: Design;
  readonly verdict: "passed" | "failed";
  readonly sentence: string;
  readonly saw: string;
  readonly parts: Parts;
};

/** One row a run, in their order; empty when the scenario has no flow. */
export function designRows(outcomes: readonly RunOutcome[]): DesignRow[] {
  return outcomes.flatMap(({ header, events, report }) => {
    const scenario = resolveScenario(header);
    if (!scenario.flow) return [];
    const { design } = scenario.flow;
    const { verdict, sentence } = report;
    const saw = whatTheBusinessSaw(orderStandings(events));
    return [{ design, verdict, sentence, saw, parts: partsOf(scenario, design, events) }];
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
