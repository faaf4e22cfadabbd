import type { OfSides, SideNames } from "../twin/types.ts";
import { LabError } from "./errors.ts";
import type { Scenario, ScenarioSource } from "../../../engine/scenario/schema.ts";

/** The scenario from which a pair is chosen, as written or as checked. */
export type Designs = Pick<ScenarioSource, "id" | "flow" | "variants">;
type Variants = Scenario["variants"];

const DESIGN = "flow.design";

/** The variants made by hand, over queues or with XState alone. Each can be on the left. */
export function leftVariants(scenario: Designs): Variants {
  const variants = scenario.variants as Variants;
  if (!variants.some((variant) => designOf(scenario, variant) === "orchestrated")) return [];
  return variants.filter((variant) => /^glue-|^naive-xstate$/.test(designOf(scenario, variant)));
}

/**
 * The right side for a variant: the orchestrated variant that differs from it only in its design, or else the first.
 * @throws LabError if the scenario has no two designs to compare.
 */
export function pairOf(scenario: Designs, left: string): OfSides<string> {
  const variant = leftVariants(scenario).find(({ id }) => id === left);
  const right = variant && partnerOf(scenario, variant);
  if (right !== undefined) return { glue: left, orchestrated: right };
  throw new LabError({
    message: `${scenario.id} has no two designs of one flow to compare.`,
    remedy: "Choose a chapter about a flow over queues.",
  });
}

/** The left side for a variant: itself, or its partner, or the first. */
export function leftFor(scenario: Designs, variant: string | undefined): string {
  const lefts = leftVariants(scenario);
  const itself = lefts.find(({ id }) => id === variant);
  return (itself ?? lefts.find((one) => partnerOf(scenario, one) === variant) ?? lefts[0])?.id ?? "";
}

const ORCHESTRATED = { full: "Orchestrated", short: "orchestrated" };
export const GLUE_NAMES: SideNames = { glue: { full: "Queue glue", short: "glue" }, orchestrated: ORCHESTRATED };
const NAIVE_NAMES: SideNames = { glue: { full: "XState alone", short: "alone" }, orchestrated: ORCHESTRATED };

export function sideNames(scenario: Designs, left: string): SideNames {
  const variant = leftVariants(scenario).find(({ id }) => id === left);
  return variant && designOf(scenario, variant) === "naive-xstate" ? NAIVE_NAMES : GLUE_NAMES;
}

function partnerOf(scenario: Designs, left: Variants[number]): string | undefined {
  const all = (scenario.variants as Variants).filter((variant) => designOf(scenario, variant) === "orchestrated");
  return (all.find((one) => restOf(one) === restOf(left)) ?? all[0])?.id;
}

function designOf({ flow }: Designs, { set }: Variants[number]): string {
  const design = set?.[DESIGN] ?? flow?.design;
  return typeof design === "string" ? design : "";
}

/** The settings of a variant without its design. */
function restOf({ set }: Variants[number]): string {
  const others = Object.entries(set ?? {}).filter(([path]) => path !== DESIGN);
  return JSON.stringify(others.sort(([a], [b]) => (a < b ? -1 : 1)));
}
