import { expect, test } from "vitest";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import { knobDefaults, resolveScenario } from "../../../engine/scenario/run/resolve.ts";
import type { KnobValues } from "../../../engine/scenario/schema.ts";
import { smallScenario } from "../../support/traces.ts";

const scenario = smallScenario({
  knobs: [
    {
      kind: "number",
      id: "count",
      title: "Workers",
      meaning: "How many.",
      path: "workers.worker.count",
      min: 1,
      max: 4,
    },
    {
      kind: "choice",
      id: "key",
      title: "Key",
      meaning: "Which key.",
      path: "workers.worker.handler.key",
      options: [
        { value: "none", title: "none" },
        { value: "job", title: "job" },
      ],
    },
    {
      kind: "number",
      id: "crash-at",
      title: "When",
      meaning: "When it dies.",
      path: "faults.0.at.atMs",
      min: 0,
      max: 900,
    },
  ],
  faults: [{ kind: "crash", at: { actor: "worker-2", atMs: 100 } }],
  variants: [
    { id: "plain", title: "Plain" },
    { id: "alone", title: "Alone", set: { "workers.worker.count": 1, "faults.0.at.actor": "worker-1" } },
    { id: "half", title: "Worker 2 is gone, its fault is not", set: { "workers.worker.count": 1 } },
    { id: "lost", title: "A path to nowhere", set: { "workers.wrker.count": 1 } },
    { id: "wrong", title: "A wrong value", set: { "workers.worker.count": 0 } },
  ],
});

const resolve = (variant: string, knobs: KnobValues = {}) => resolveScenario({ scenario, variant, knobs });

test("a variant without settings is the scenario itself", () => {
  expect(resolve("plain")).toBe(scenario);
});

test("a variant's settings apply, and knobs go over them", () => {
  expect(resolve("alone").workers[0]).toMatchObject({ count: 1, handler: { key: "job" } });
  expect(resolve("alone", { count: 3, key: "none" }).workers[0]).toMatchObject({ count: 3, handler: { key: "none" } });
  expect(scenario.workers[0]).toMatchObject({ count: 2, handler: { key: "job" } });
});

test("a knob that nobody turned stands at what its variant sets", () => {
  expect(knobDefaults(scenario, "plain")).toEqual({ count: 2, key: "job", "crash-at": 100 });
  expect(knobDefaults(scenario, "alone")).toEqual({ count: 1, key: "job", "crash-at": 100 });
});

test.each<[string, string, KnobValues, string]>([
  ["an unknown variant", "plane", {}, 'small: variant: found "plane", expected one of plain, alone, half, lost, wrong'],
  ["an unknown knob", "plain", { cnt: 1 }, 'small: knob: found "cnt", expected one of count, key, crash-at'],
  [
    "a number outside its range",
    "plain",
    { count: 5 },
    "small: knob count: found 5, expected a whole number from 1 to 4",
  ],
  [
    "a number that is none",
    "plain",
    { count: "many" },
    'small: knob count: found "many", expected a whole number from 1 to 4',
  ],
  [
    "a number that is not whole",
    "plain",
    { count: 1.5 },
    "small: knob count: found 1.5, expected a whole number from 1 to 4",
  ],
  [
    "a choice that is none of them",
    "plain",
    { key: "order" },
    'small: knob key: found "order", expected "none" or "job"',
  ],
  ["a variant's path to nowhere", "lost", {}, "small: workers.wrker.count: found nothing there"],
  ["a variant's wrong value", "wrong", {}, "small, variant wrong: workers.0.count: found 0, expected at least 1"],
  [
    "a variant that makes another name lead nowhere",
    "half",
    {},
    'faults.0.at.actor: found "worker-2", expected one of shop, worker-1',
  ],
  [
    "a knob that makes another name lead nowhere",
    "plain",
    { count: 1 },
    'small with its knobs: faults.0.at.actor: found "worker-2"',
  ],
])("%s is refused before anything starts", (_name, variant, knobs, message) => {
  expect(() => resolve(variant, knobs)).toThrow(BadInputError);
  expect(() => resolve(variant, knobs)).toThrow(message);
});

test("a scenario without variants has one, called default", () => {
  const plain = smallScenario();
  expect(resolveScenario({ scenario: plain, variant: "default", knobs: {} })).toBe(plain);
  expect(() => resolveScenario({ scenario: plain, variant: "plain", knobs: {} })).toThrow("expected one of default");
});
