import { variantIds } from "../cross-check/settings.ts";
import { resolveScenario } from "../run/resolve.ts";
import type { RunRequest } from "../run/run-types.ts";
import type { Scenario } from "../schema.ts";
import { PLAIN_QUEUE, type Design } from "../parts/flow/schema.ts";

/** Has it designs to be laid side by side: a flow, at least in one of its variants? */
export function hasDesigns(scenario: Scenario): boolean {
  return variantIds(scenario.variants).some((variant) => designOf(scenario, variant) !== PLAIN_QUEUE);
}

/** What a run is called beside others: by its design; by its variant where that is no design of its own. */
export function columnOf({ scenario, variant }: Pick<RunRequest, "scenario" | "variant">): string {
  return /^level-\d$/.test(variant) ? designOf(scenario, variant) : variant;
}

function designOf(scenario: Scenario, variant: string): Design | typeof PLAIN_QUEUE {
  return resolveScenario({ scenario, variant, knobs: {} }).flow?.design ?? PLAIN_QUEUE;
}
