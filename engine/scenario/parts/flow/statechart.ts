import { stateGraph, type StateGraph } from "../../../flow/orchestrator/state-graph.ts";
import { businessFlows } from "../../../flow/orchestrator/order-orchestrator.ts";
import type { Scenario } from "../../schema.ts";

/** One version of a machine that drives a flow. */
export type Statechart = { readonly version: string; readonly graph: StateGraph };

/**
 * The statecharts that drive a scenario's flow (variant and knobs applied), one per version, oldest first; empty if no machine
 * drives it. A flow's stored state names its `version`. A naive XState snapshot names none, but then there is only one
 * machine.
 */
export function statechartsOf({ flow, faults }: Pick<Scenario, "flow" | "faults">): Statechart[] {
  if (flow?.design !== "orchestrated" && flow?.design !== "naive-xstate") return [];
  const { kind: business, timeoutMs, tries, upgrade } = flow;
  const isReplaced = faults.some(({ kind }) => kind === "deploy");
  const definitions = [
    ...businessFlows({ business, timeoutMs, tries }),
    ...(isReplaced ? businessFlows({ business, timeoutMs, tries, upgrade, version: 2 }) : []),
  ];
  const charts = new Map<string, Statechart>();
  for (const { version, machine } of definitions) {
    if (!charts.has(version)) charts.set(version, { version, graph: stateGraph(machine) });
  }
  return [...charts.values()];
}
