import { expect, test } from "vitest";
import { evaluate } from "../../../engine/scenario/checks/evaluate.ts";
import { gatherFacts } from "../../../engine/scenario/checks/facts.ts";
import type { Intervention, TraceHeader } from "../../../engine/scenario/run/run-types.ts";
import type { KnobValues, Scenario } from "../../../engine/scenario/schema.ts";
import { doneBy, seen, sent, smallScenario, traceOf, type Written } from "../../support/traces.ts";

const scenario = smallScenario({
  knobs: [
    { kind: "number", id: "workers", title: "Workers", meaning: "x", path: "workers.worker.count", min: 1, max: 6 },
    {
      kind: "choice",
      id: "key",
      title: "Key",
      meaning: "x",
      path: "workers.worker.handler.key",
      options: [
        { value: "job", title: "job" },
        { value: "none", title: "none", violates: ["effects-at-most-once"] },
      ],
    },
  ],
  variants: [
    { id: "plain", title: "Plain" },
    { id: "careless", title: "Careless", violates: ["effects-at-most-once"] },
  ],
  claims: [
    {
      id: "empty",
      says: "All is done.",
      check: { kind: "queue-empty", queue: "orders" },
      within: { workers: { atLeast: 2, atMost: 4 } },
    },
    {
      id: "keyed",
      says: "A key is sent.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: { key: ["job"] },
    },
    {
      id: "plain-only",
      says: "In the plain variant.",
      check: { kind: "ledger", actual: "equals-expected" },
      variants: ["plain"],
    },
  ],
});
const good: readonly Written[] = [
  ...sent("order-1", 0),
  ...doneBy("worker-1", "order-1", 4),
  { type: "producer-finished", queue: "orders", jobs: 1, actor: "shop" },
  seen(300, { stored: 0 }),
];
const second: Written = {
  type: "effect-applied",
  effect: "charge",
  job: "order-1",
  key: null,
  amountCents: 2_000,
  actor: "outside",
};

type Setting = {
  variant?: string;
  knobs?: KnobValues;
  interventions?: Intervention[];
  events?: readonly Written[];
  of?: Scenario;
};

function outcomes({
  variant = "plain",
  knobs = {},
  interventions = [],
  events = good,
  of = scenario,
}: Setting): Record<string, string> {
  const header: TraceHeader = {
    format: "ackademy-trace",
    formatVersion: 2,
    engine: "0",
    broker: "sim",
    scenario: of,
    variant,
    knobs,
    seed: 1,
    interventions,
  };
  return Object.fromEntries(
    evaluate(header, gatherFacts(of, "sim", traceOf(events))).map(({ id, outcome }) => [id, outcome]),
  );
}

const INVARIANTS_HOLD = {
  "nothing-lost": "passed",
  "effects-at-most-once": "passed",
  "replies-match": "passed",
  "everything-ends": "passed",
};

test("each claim and each invariant is judged once", () => {
  expect(outcomes({})).toEqual({ empty: "passed", keyed: "passed", "plain-only": "passed", ...INVARIANTS_HOLD });
});

test("a claim that is not true of the trace fails", () => {
  expect(outcomes({ events: [...good, seen(400, { stored: 1 })] })).toMatchObject({
    empty: "failed",
    keyed: "passed",
    "everything-ends": "failed",
  });
});

test("a claim outside its bounds, its list or its variants is not applicable", () => {
  expect(outcomes({ knobs: { workers: 5 } })).toMatchObject({ empty: "not-applicable" });
  expect(outcomes({ knobs: { workers: 1 } })).toMatchObject({ empty: "not-applicable" });
  expect(outcomes({ knobs: { workers: 4 } })).toMatchObject({ empty: "passed" });
  expect(outcomes({ knobs: { key: "none" } })).toMatchObject({ keyed: "not-applicable" });
  expect(outcomes({ variant: "careless" })).toMatchObject({ "plain-only": "not-applicable", empty: "passed" });
});

test("a knob that a claim does not mention limits it to that knob's default", () => {
  expect(outcomes({ knobs: { workers: 3 } })).toMatchObject({ empty: "passed", keyed: "not-applicable" });
  expect(outcomes({ knobs: { workers: 2 } })).toMatchObject({ keyed: "passed" });
});

test("after an intervention no claim is made; the invariants still are", () => {
  const interventions: Intervention[] = [{ afterTick: 1, atMs: 1, action: { kind: "crash", actor: "worker-1" } }];
  expect(outcomes({ interventions })).toEqual({
    empty: "not-applicable",
    keyed: "not-applicable",
    "plain-only": "not-applicable",
    ...INVARIANTS_HOLD,
  });
});

test("an invariant that breaks fails, unless the variant or a knob's option is there to break it", () => {
  const events = [...good, second];
  expect(outcomes({ events })).toMatchObject({ "effects-at-most-once": "failed" });
  expect(outcomes({ events, variant: "careless" })).toMatchObject({ "effects-at-most-once": "expected" });
  expect(outcomes({ events, knobs: { key: "none" } })).toMatchObject({ "effects-at-most-once": "expected" });
  expect(outcomes({ variant: "careless" })).toMatchObject({ "effects-at-most-once": "passed" });
});

test("another invariant than the declared one still fails", () => {
  expect(outcomes({ variant: "careless", events: [...good, seen(400, { stored: 1 })] })).toMatchObject({
    "everything-ends": "failed",
  });
});
