import { knobProblem } from "../knob-problem.ts";
import { BadInputError } from "../../kernel/errors.ts";
import type { JsonValue } from "../../kernel/json.ts";
import { variantIds } from "../cross-check/variant-ids.ts";
import { getAt, setAt } from "../../kernel/paths.ts";
import type { RunRequest } from "./run-types.ts";
import type { Knob, KnobValues, Scenario } from "../schema.ts";
import { validateScenario } from "../validate.ts";

/**
 * The scenario as it will run: the variant's settings, then the knobs' values, then validated as a whole.
 * @throws BadInputError for a variant, knob or value that does not fit, before anything has started.
 */
export function resolveScenario({
  scenario,
  variant,
  knobs,
}: Pick<RunRequest, "scenario" | "variant" | "knobs">): Scenario {
  const withVariant = applyVariant(scenario, variant);
  const settings = Object.entries(knobs).map(([id, value]): [string, JsonValue] => [
    checkedKnob(scenario, id, value).path,
    value,
  ]);
  if (settings.length === 0 && withVariant === scenario) return scenario;
  const resolved = settings.reduce(
    (data, [path, value]) => set(data, path, value, scenario.id),
    withVariant as unknown as JsonValue,
  );
  return validateScenario(resolved, `${scenario.id} with its knobs`);
}

/** The value of each knob in a variant, if nobody has changed it. */
export function knobDefaults(scenario: Scenario, variant: string): KnobValues {
  const resolved = applyVariant(scenario, variant) as unknown as JsonValue;
  return Object.fromEntries(scenario.knobs.map((knob) => [knob.id, getAt(resolved, knob.path) as KnobValues[string]]));
}

function applyVariant(scenario: Scenario, variant: string): Scenario {
  const ids = variantIds(scenario.variants);
  if (!ids.includes(variant)) {
    throw new BadInputError(
      scenario.id,
      `variant: found "${variant}", expected one of ${ids.join(", ")}`,
      "`list` names the variants of each scenario.",
    );
  }
  const settings = Object.entries(scenario.variants.find(({ id }) => id === variant)?.set ?? {});
  if (settings.length === 0) return scenario;
  const data = settings.reduce(
    (result, [path, value]) => set(result, path, value as JsonValue, scenario.id),
    scenario as unknown as JsonValue,
  );
  return validateScenario(data, `${scenario.id}, variant ${variant}`);
}

function set(data: JsonValue, path: string, value: JsonValue, where: string): JsonValue {
  const result = setAt(data, path, value);
  if (result === null)
    throw new BadInputError(
      where,
      `${path}: found nothing there, expected a path to something in the scenario`,
      "Write the path with dots; name members of a list by their name or index.",
    );
  return result;
}

function checkedKnob(scenario: Scenario, id: string, value: KnobValues[string]): Knob {
  const knob = scenario.knobs.find((candidate) => candidate.id === id);
  const known = scenario.knobs.map((candidate) => candidate.id).join(", ") || "none: this scenario has no knobs";
  if (!knob)
    throw new BadInputError(
      scenario.id,
      `knob: found "${id}", expected one of ${known}`,
      "`list` names the knobs of each scenario.",
    );
  const problem = knobProblem(knob, value);
  if (problem)
    throw new BadInputError(
      scenario.id,
      `knob ${id}: found ${JSON.stringify(value)}, expected ${problem}`,
      knob.meaning,
    );
  return knob;
}
