import type { Part } from "../part.ts";
import { coordinators } from "./plan.ts";
import { flowProblems } from "./problems.ts";
import { FlowWatch } from "./watch.ts";

/** A business transaction over several queues, and its coordinators. */
export const flowPart: Part = {
  problems: flowProblems,
  actors: coordinators,
  watch: (run) => (run.scenario.flow === undefined ? null : new FlowWatch(run, run.scenario.flow)),
};
