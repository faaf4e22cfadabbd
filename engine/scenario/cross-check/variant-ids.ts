import type { Scenario } from "../schema.ts";

/** The scenario's variants; a scenario without variants has one, called `default`. */
export function variantIds(variants: Scenario["variants"]): string[] {
  return variants.length === 0 ? ["default"] : variants.map((variant) => variant.id);
}
