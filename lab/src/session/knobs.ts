import { getAt, type JsonValue, setAt } from "../../../engine/views.ts";
import type { Knob, KnobValues, Scenario } from "../../../engine/scenario/schema.ts";

/** The value of a knob in a scenario that has its variant and knobs applied (`run.scenario`). */
export function knobValue(scenario: Scenario, { path }: Knob): KnobValues[string] {
  const value = getAt(asJson(scenario), path);
  return isScalar(value) ? value : null;
}

/**
 * Returns a variant and turned knobs that do not contradict each other. If the knobs have the values of a variant, that
 * variant replaces them. The scenario that runs stays the same.
 */
export function agree<S extends Chosen>(scenario: Scenario, setup: S): S {
  const free = freeKnobs(scenario, setup.knobs);
  if (Object.keys(free).length === Object.keys(setup.knobs).length) return setup;
  const wanted = settingsText(scenario, setup);
  const others = scenario.variants.map(({ id }) => id).filter((id) => id !== setup.variant);
  const variant = [setup.variant, ...others].find(
    (one) => settingsText(scenario, { variant: one, knobs: free }) === wanted,
  );
  return variant === undefined ? setup : { ...setup, variant, knobs: free };
}

/** The turned knobs that no variant sets: they mean the same in every variant. */
export function freeKnobs(scenario: Scenario, knobs: KnobValues): KnobValues {
  return Object.fromEntries(Object.entries(knobs).filter(([id]) => !isOfVariants(scenario, id)));
}

/** A knob whose value differs from the chosen variant's and belongs to no other variant. */
export function departingKnob(scenario: Scenario, knobs: KnobValues): Knob | undefined {
  return scenario.knobs.find(({ id }) => id in knobs && isOfVariants(scenario, id));
}

type Chosen = { readonly variant: string; readonly knobs: KnobValues };

function isOfVariants({ knobs, variants }: Scenario, id: string): boolean {
  const path = knobs.find((knob) => knob.id === id)?.path;
  const meets = (other: string) => path === other || path?.startsWith(`${other}.`) || other.startsWith(`${path}.`);
  return variants.some(({ set }) => Object.keys(set).some(meets));
}

function settingsText(scenario: Scenario, { variant, knobs }: Chosen): string {
  const set = Object.entries(scenario.variants.find(({ id }) => id === variant)?.set ?? {});
  const turned = scenario.knobs.flatMap(({ id, path }) => (id in knobs ? [[path, knobs[id] ?? null] as const] : []));
  const all = [...set, ...turned] as readonly (readonly [string, JsonValue])[];
  return JSON.stringify(all.reduce((data, [path, value]) => setAt(data, path, value) ?? data, asJson(scenario)));
}

const asJson = (scenario: Scenario): JsonValue => scenario as unknown as JsonValue;

function isScalar(value: unknown): value is KnobValues[string] {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
