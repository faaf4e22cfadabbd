import { variantIds } from "../../engine/scenario/cross-check/variant-ids.ts";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { Intervention, RunOutcome, RunRequest } from "../../engine/scenario/run/run-types.ts";
import type { Scenario } from "../../engine/scenario/schema.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";

/** Our own scenarios, checked and with their defaults. */
export const SCENARIOS: readonly Scenario[] = SCENARIO_SOURCES.map((source) => validateScenario(source, source.id));

export function scenarioById(id: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.id === id);
  if (!found) throw new Error(`there is no scenario ${id}`);
  return found;
}

export function requestFor(scenario: Scenario, changes: Partial<RunRequest> = {}): RunRequest {
  return {
    scenario,
    variant: variantIds(scenario.variants)[0] ?? "default",
    knobs: {},
    seed: scenario.seed,
    interventions: [],
    ...changes,
  };
}

/** Every scenario in every variant, as `id/variant`. */
export const ALL_RUNS: readonly (readonly [name: string, request: RunRequest])[] = SCENARIOS.flatMap((scenario) =>
  variantIds(scenario.variants).map(
    (variant) => [`${scenario.id}/${variant}`, requestFor(scenario, { variant })] as const,
  ),
);

const made = new Map<string, Promise<RunOutcome>>();

/**
 * The outcome of one of `ALL_RUNS`, by its name. A run is a pure function of its request, so that all tests of a process
 * that only read it share one.
 */
export function shippedRun(name: string): Promise<RunOutcome> {
  const request = ALL_RUNS.find(([candidate]) => candidate === name)?.[1];
  if (!request) throw new Error(`there is no run ${name}`);
  const outcome = made.get(name) ?? runVirtual(request);
  made.set(name, outcome);
  return outcome;
}

/** The same run with these interventions more: a fork. */
export function fork(request: RunRequest, ...interventions: Intervention[]): Promise<RunOutcome> {
  return runVirtual({ ...request, interventions: [...request.interventions, ...interventions] });
}

export function workersOf({ events }: RunOutcome): string[] {
  const started = events.flatMap((event) =>
    event.type === "actor-started" && event.role === "worker" ? [event.actor] : [],
  );
  return [...new Set(started)];
}

/** `count` whole numbers spread evenly over [0, last], both ends included. */
export function spread(last: number, count: number): number[] {
  return [...new Set(Array.from({ length: count }, (_, n) => Math.round((n * last) / (count - 1))))];
}
