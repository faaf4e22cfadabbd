import type { Part } from "../part.ts";
import { appenders, readers } from "./plan.ts";
import { logProblems } from "./problems.ts";
import { LogWatch } from "./watch.ts";

/** Logs, those who append to them and those who read them. */
export const logPart: Part = {
  problems: logProblems,
  actors: (scenario, place) => [...appenders(scenario, place), ...readers(scenario, place)],
  watch: (run) => (run.scenario.logs.length === 0 ? null : new LogWatch(run)),
};
