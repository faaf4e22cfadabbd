import { writtenVariant } from "../lessons/written.ts";
import type { Intervention } from "../../../engine/scenario/run/run-types.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { InterventionAction } from "../../../engine/trace/events/runner.ts";
import { countUpTo } from "../stage/trace/sorted.ts";
import { agree } from "./knobs.ts";
import type { LabRequest, Run, RunSetup } from "./types.ts";

/** Pure steps between settings and requests. */

/** A scenario as its author wrote it. */
export function writtenSetup(scenario: Scenario): RunSetup {
  return {
    variant: writtenVariant(scenario),
    knobs: {},
    seed: scenario.seed,
    interventions: [],
    broker: "sim",
    atMs: 0,
  };
}

/** The lesson's own settings with its next change. */
export function nextSettings(
  scenario: Scenario,
  next: NonNullable<Scenario["lesson"]>["next"],
): Pick<RunSetup, "variant" | "knobs"> {
  return "knob" in next
    ? { variant: writtenVariant(scenario), knobs: { [next.knob]: next.value } }
    : { variant: next.variant, knobs: {} };
}

export function requestOf(
  scenario: Scenario,
  { variant, knobs, seed, interventions, broker, handlers }: RunSetup,
): LabRequest {
  return { scenario, variant, knobs, seed, interventions, broker, ...(handlers ? { handlers } : {}) };
}

/** Is this a run of the lesson's own settings with these changes, and with nothing else? */
export function isSetUp(request: LabRequest, changes: Partial<Pick<RunSetup, "variant" | "knobs">>): boolean {
  const { scenario } = request;
  const wanted = agree(scenario, { ...writtenSetup(scenario), ...changes });
  const { variant, knobs, seed, interventions } = request;
  return sameRequest(
    requestOf(scenario, wanted),
    requestOf(scenario, { ...wanted, variant, knobs, seed, interventions }),
  );
}

/** A run is a pure function of its request, so two equal requests need only one run. */
export function sameRequest(a: LabRequest, b: LabRequest): boolean {
  return requestText(a) === requestText(b);
}

function requestText({ scenario, variant, knobs, seed, interventions, broker, handlers }: LabRequest): string {
  const settings = Object.entries(knobs).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([scenario, variant, settings, seed, interventions, broker, handlers]);
}

/**
 * Adds an intervention at this moment. Later interventions belong to a future that the new run leaves, so they are
 * dropped.
 * @returns null if the run has no tick by then (a run on a real server cannot be forked).
 */
export function intervene(
  { outcome, request }: Run,
  action: InterventionAction,
  moment: number,
): readonly Intervention[] | null {
  const atMs = Math.floor(moment);
  const afterTick = countUpTo(outcome.tickTimes, atMs) - 1;
  if (afterTick < 0) return null;
  return [...request.interventions.filter((made) => made.atMs <= atMs), { afterTick, atMs, action }];
}
