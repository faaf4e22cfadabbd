import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { RunOutcome, RunRequest } from "../../engine/scenario/run/run-types.ts";
import { requestFor, scenarioById } from "./runs.ts";

/** Seeds that a scenario's claims are held to beside its own: services take other times with each. */
export const SEEDS = [1, 2, 3, 17, 400, 90_210] as const;

/** One run of a scenario. */
export function runOf(id: string, variant: string, changes: Partial<RunRequest> = {}): Promise<RunOutcome> {
  return runVirtual(requestFor(scenarioById(id), { variant, ...changes }));
}

/** Every variant at a seed: the claims and invariants that do not hold, as one text each. None is as it should be. */
export async function brokenPromises(id: string, seed: number): Promise<string[]> {
  const broken: string[] = [];
  for (const { id: variant } of scenarioById(id).variants) {
    const { report } = await runOf(id, variant, { seed });
    const failed = report.checks.filter(({ outcome }) => outcome === "failed");
    broken.push(...failed.map((check) => `${variant}: ${check.id}: ${check.detail}`));
  }
  return broken;
}
