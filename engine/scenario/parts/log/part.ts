import type { Part } from "../part.ts";
import { logProducers, readers } from "./plan.ts";
import { logProblems } from "./problems.ts";
import { LogWatch } from "./watch.ts";

/** Logs, their producers and their readers. */
export const logPart: Part = {
  problems: logProblems,
  actors: (scenario, place) => [...logProducers(scenario, place), ...readers(scenario, place)],
  watch: (run) => (run.scenario.logs.length === 0 ? null : new LogWatch(run)),
};
