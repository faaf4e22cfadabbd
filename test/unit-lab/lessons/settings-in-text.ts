import type { Scenario } from "../../../engine/scenario/schema.ts";

/** A time in a text about the situation must be one of the scenario's settings, in every variant and at every knob. */
export function unknownTimes(sentence: string, scenario: Scenario): string[] {
  const { claims: _claims, lesson: _lesson, knobs: _knobs, variants: _variants, ...setup } = scenario;
  const ranges = rangesIn(setup);
  const times = sentence.matchAll(/(about |almost )?(\d+(?:\.\d+)?) (ms|s|seconds?|min|minutes?)\b/g);
  return [...times].flatMap(([text, about, digits, unit = ""]) => {
    const ms = Math.round(Number(digits) * (unit === "ms" ? 1 : unit.startsWith("m") ? 60_000 : 1_000));
    // Work 'including the way there and back' takes a few hops more.
    const slack = about === undefined ? 0 : 6 * scenario.hopMs;
    const isKnown = ranges.some(([least, most]) => least <= ms && ms <= most + slack);
    return isKnown ? [] : [text];
  });
}

/** Every number of a scenario, and every pair of numbers as a range. */
function rangesIn(value: unknown): (readonly [number, number])[] {
  if (typeof value === "number") return [[value, value]];
  if (Array.isArray(value)) {
    const [least, most] = value as unknown[];
    if (value.length === 2 && typeof least === "number" && typeof most === "number") return [[least, most]];
    return value.flatMap(rangesIn);
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(rangesIn) : [];
}
