import { orderMachine } from "../flow/orchestrator/order-machine.ts";
import { stateGraph, type StateGraph } from "../flow/orchestrator/state-graph.ts";
import type { Scenario } from "./schema.ts";

/** The statechart that drives a scenario's flow (variant and knobs applied); null where none does. */
export function statechartOf({ flow }: Pick<Scenario, "flow">): StateGraph | null {
  return flow?.design === "orchestrated" ? stateGraph(orderMachine) : null;
}
