import { variantIds } from "../cross-check/variant-ids.ts";
import { resolveScenario } from "../run/resolve.ts";
import type { RunRequest } from "../run/run-types.ts";
import type { Scenario } from "../schema.ts";
import { PLAIN_QUEUE, type Design } from "../parts/flow/schema.ts";

/** Whether the scenario has designs to compare: a flow, at least in one of its variants. */
export function hasDesigns(scenario: Scenario): boolean {
  return variantIds(scenario.variants).some((variant) => designOf(scenario, variant) !== PLAIN_QUEUE);
}

/** The name of a run in a comparison: its design, or its variant if that has no design. */
export function columnOf({ scenario, variant }: Pick<RunRequest, "scenario" | "variant">): string {
  return /^level-\d$/.test(variant) ? designOf(scenario, variant) : variant;
}

function designOf(scenario: Scenario, variant: string): Design | typeof PLAIN_QUEUE {
  return resolveScenario({ scenario, variant, knobs: {} }).flow?.design ?? PLAIN_QUEUE;
}
