import { variantIds } from "../scenario/cross-check/variant-ids.ts";
import { resolveScenario } from "../scenario/run/resolve.ts";
import { loadScenarioFile } from "./load.ts";
import { printLines } from "./output.ts";

/** Validates a scenario file in all of its variants. @throws BadInputError naming the fault and its place. */
export async function validate(file: string): Promise<void> {
  const scenario = await loadScenarioFile(file);
  const variants = variantIds(scenario.variants);
  for (const variant of variants) resolveScenario({ scenario, variant, knobs: {} });
  printLines(process.stdout, [`${file}: valid; ${scenario.id}, variants: ${variants.join(", ")}`]);
}
