import type { Part } from "../part.ts";
import { producers, workers } from "./plan.ts";
import { queueProblems } from "./problems.ts";
import { QueueWatch } from "./watch.ts";

/** Queues, those who send jobs into them and those who work on them. */
export const queuePart: Part = {
  problems: queueProblems,
  actors: (scenario, place) => [...producers(scenario, place), ...workers(scenario, place)],
  watch: (run) => new QueueWatch(run),
};
