import type { Knob, KnobValues } from "./schema.ts";

/** What the value of a knob should be; null if it is right. */
export function knobProblem(knob: Knob, value: KnobValues[string]): string | null {
  if (knob.kind === "choice") {
    return knob.options.some((option) => option.value === value)
      ? null
      : knob.options.map((option) => JSON.stringify(option.value)).join(" or ");
  }
  const fits = typeof value === "number" && Number.isInteger(value) && value >= knob.min && value <= knob.max;
  return fits ? null : `a whole number from ${knob.min} to ${knob.max}`;
}
