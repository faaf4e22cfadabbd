import { describe, expect, test } from "vitest";
import { answersText } from "../../../engine/guide/answers-text.ts";
import { decide } from "../../../engine/guide/decide.ts";
import type { GivenAnswers } from "../../../engine/guide/questions.ts";
import { variantIds } from "../../../engine/scenario/cross-check/variant-ids.ts";
import { startingPoint, type StartingPoint } from "../../../engine/guide/start/starting-scenario.ts";
import { resolveScenario } from "../../../engine/scenario/run/resolve.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { checkScenario } from "../../../engine/scenario/validate.ts";
import { VERDICTS, type VerdictId } from "../../../engine/guide/verdicts.ts";
import { requestFor } from "../../support/runs.ts";
import { allAnswers } from "./combinations.ts";

/** Many answers lead to the same scenario. */
const different = new Map<string, StartingPoint>();
for (const answers of allAnswers()) {
  const point = startingPoint(answers);
  different.set(JSON.stringify(point.scenario), point);
}

test("each starting scenario of all combinations is valid, in each of its variants, and says what it holds", () => {
  expect(different.size).toBeGreaterThan(50);
  for (const { scenario: source, contains } of different.values()) {
    const { scenario, problems = [] } = checkScenario(source);
    expect(problems, JSON.stringify(source)).toEqual([]);
    for (const { id: variant } of scenario?.variants ?? []) {
      if (scenario) expect(() => resolveScenario({ scenario, variant, knobs: {} })).not.toThrow();
    }
    expect(contains.length).toBeGreaterThan(0);
  }
});

/** Answers for each verdict that together ask for every setting of a starting scenario. */
const RUNS: readonly (readonly [verdict: VerdictId, given: GivenAnswers])[] = [
  ["none", { kind: "query", caller: "quick", loss: "harmless" }],
  ["none", { kind: "event", loss: "harmless" }],
  ["queue", { individual: "yes", load: "bursts", order: "per-key" }],
  ["queue", { kind: "event", consumers: "several", load: "overload", order: "total", individual: "yes" }],
  ["queue", { kind: "query", caller: "slow" }],
  ["log", { kind: "event", consumers: "open", replay: "yes", order: "per-key" }],
  ["orchestrator", { kind: "event", loss: "harmless", steps: "undo" }],
  ["queue+orchestrator", { steps: "undo", waits: "yes", status: "yes" }],
  ["queue+log", { replay: "yes", consumers: "several" }],
  ["log+orchestrator", { kind: "event", consumers: "open", steps: "undo" }],
  ["queue+log+orchestrator", { replay: "yes", steps: "undo", status: "yes" }],
];

describe("a starting scenario of each verdict runs to its end, and its verdict is 'passed'", () => {
  test("each verdict has one", () => {
    expect(Object.keys(VERDICTS).filter((id) => !RUNS.some(([verdict]) => verdict === id))).toEqual([]);
  });

  test.each(RUNS.map(([id, given]) => [id, answersText(given), given] as const))("%s: %s", async (id, _, given) => {
    expect(decide(given).id).toBe(id);
    const { scenario } = checkScenario(startingPoint(given).scenario);
    if (!scenario) throw new Error("not valid");
    for (const variant of variantIds(scenario.variants)) {
      const { report } = await runVirtual(requestFor(scenario, { variant }));
      const failed = report.checks.filter(({ outcome }) => outcome === "failed");
      expect(failed, `${id} ${variant}: ${report.sentence}`).toEqual([]);
      expect(report.verdict).toBe("passed");
    }
  });
});
