import type { Part } from "../part.ts";
import { producers, workers } from "./plan.ts";
import { queueProblems } from "./problems.ts";
import { QueueWatch } from "./watch.ts";

/** Queues, their producers and their workers. */
export const queuePart: Part = {
  problems: queueProblems,
  actors: (scenario, place) => [...producers(scenario, place), ...workers(scenario, place)],
  watch: (run) => new QueueWatch(run),
};
