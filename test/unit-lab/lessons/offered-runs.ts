import { variantIds } from "../../../engine/scenario/cross-check/variant-ids.ts";
import { resolveScenario } from "../../../engine/scenario/run/resolve.ts";
import type { RunRequest } from "../../../engine/scenario/run/run-types.ts";
import type { Knob, KnobValues, Scenario } from "../../../engine/scenario/schema.ts";
import { writtenVariant } from "../../../lab/src/lessons/written.ts";
import { requestFor } from "../../support/runs.ts";

/** A run that the lab offers in a lesson: a variant, and at most one knob turned. The next step of a lesson is one of them. */
export type OfferedRun = {
  readonly name: string;
  readonly request: RunRequest;
  /** With variant and knobs applied. */
  readonly scenario: Scenario;
  /** The run for which the lesson was written. */
  readonly isWritten: boolean;
};

/** Each once: settings that come to the same scenario are one run. */
export function offeredRuns(scenario: Scenario): OfferedRun[] {
  const runs = new Map<string, OfferedRun>();
  for (const variant of variantIds(scenario.variants)) {
    for (const knobs of [{}, ...scenario.knobs.flatMap(turned)]) {
      const request = requestFor(scenario, { variant, knobs });
      const resolved = resolveScenario(request);
      const settings = JSON.stringify(resolved);
      if (runs.has(settings)) continue;
      const isWritten = variant === writtenVariant(scenario) && Object.keys(knobs).length === 0;
      runs.set(settings, { name: nameOf(scenario, variant, knobs), request, scenario: resolved, isWritten });
    }
  }
  return [...runs.values()];
}

function turned(knob: Knob): KnobValues[] {
  const values =
    knob.kind === "choice"
      ? knob.options.map(({ value }) => value)
      : Array.from({ length: Math.floor((knob.max - knob.min) / knob.step) + 1 }, (_, n) => knob.min + n * knob.step);
  return values.map((value) => ({ [knob.id]: value }));
}

function nameOf({ id }: Scenario, variant: string, knobs: KnobValues): string {
  return [`${id}/${variant}`, ...Object.entries(knobs).map(([knob, value]) => `${knob}=${value}`)].join(" ");
}
