import { resolveScenario, runVirtual, statechartsOf, validateScenario } from "../../../engine/browser.ts";
import type { RunRequest } from "../../../engine/scenario/run-types.ts";
import type { Runner, RunResult } from "./types.ts";

/** One run, with what the lab shows beside its outcome. */
export async function runOnce(request: RunRequest): Promise<RunResult> {
  const outcome = await runVirtual(request);
  const scenario = resolveScenario(request);
  return { outcome, scenario, statecharts: statechartsOf(scenario) };
}

/** The engine in this very realm: in the Web Worker, and in tests under Node. Not for the page. */
export const localRunner: Runner = {
  run: runOnce,
  check: async (data, where) => validateScenario(data, where),
};
