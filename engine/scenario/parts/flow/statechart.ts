import { stateGraph, type StateGraph } from "../../../flow/orchestrator/state-graph.ts";
import { businessFlows } from "../../../flow/orchestrator/order-orchestrator.ts";
import type { Scenario } from "../../schema.ts";

/** A machine that drives a flow, in one of its versions. */
export type Statechart = { readonly version: string; readonly graph: StateGraph };

/**
 * The statecharts that drive a scenario's flow (variant and knobs applied), one a version, in the order of their coming;
 * none where no machine does. A flow's stored state says by `version` which of them is its own; XState's bare snapshot
 * says nothing of the kind, and there is one machine only.
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
