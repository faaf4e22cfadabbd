import type { Knob, KnobValues, Scenario } from "../../../engine/scenario/schema.ts";

/**
 * What a knob stands at in a scenario that has its variant and knobs applied (`run.scenario`).
 * Paths are dotted, with members of lists by their name or index, as in engine/kernel/paths.ts; the page does not
 * load the engine for this.
 */
export function knobValue(scenario: Scenario, { path }: Knob): KnobValues[string] {
  const value = path.split(".").reduce<unknown>(child, scenario);
  return isScalar(value) ? value : null;
}

function child(value: unknown, key: string): unknown {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return (
      list.find((member) => isRecord(member) && member["name"] === key) ??
      (/^\d+$/.test(key) ? list[Number(key)] : undefined)
    );
  }
  return isRecord(value) ? value[key] : undefined;
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is KnobValues[string] {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
