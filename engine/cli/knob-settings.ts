import { BadInputError } from "../kernel/errors.ts";
import type { Knob, KnobValues, Scenario } from "../scenario/schema.ts";

/** Reads `knob=value` settings; each knob defines the kind of its value. @throws BadInputError naming the option. */
export function knobSettings(scenario: Scenario, settings: readonly string[]): KnobValues {
  return Object.fromEntries(settings.map((setting) => readSetting(scenario, setting)));
}

function readSetting(scenario: Scenario, setting: string): [string, KnobValues[string]] {
  const [id = "", ...rest] = setting.split("=");
  const known = scenario.knobs.map((knob) => knob.id).join(", ") || "none: this scenario has no knobs";
  if (rest.length === 0)
    throw new BadInputError(
      `--set ${setting}`,
      "found no '=', expected knob=value",
      `Name one of the knobs of ${scenario.id}: ${known}.`,
    );
  const knob = scenario.knobs.find((candidate) => candidate.id === id);
  if (!knob)
    throw new BadInputError(
      `--set ${setting}`,
      `found the knob "${id}", expected one of ${known}`,
      "`list` explains each knob.",
    );
  return [id, readValue(knob, rest.join("="))];
}

/** A value of another kind stays text. Setting the knob then rejects it and names the expected values. */
function readValue(knob: Knob, text: string): KnobValues[string] {
  if (knob.kind === "choice") {
    const option = knob.options.find(({ value }) => String(value) === text);
    return option === undefined ? text : option.value;
  }
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
