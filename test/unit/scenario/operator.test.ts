import { describe, expect, test } from "vitest";
import { DlqPoint } from "../../../engine/queue/dead-letters/operations.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { dlqOperator } from "../../../scenarios/dlq-desk.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";
import { smallScenario } from "../../support/traces.ts";

/** The clerk dies at a point of the work on one dead letter, and begins again. */
function crashed(job: string, point: DlqPoint) {
  const faults = [...(dlqOperator.faults ?? []), { kind: "crash" as const, at: { job, attempt: 1, point } }];
  const scenario = validateScenario({ ...dlqOperator, faults }, "crashed operator");
  return runVirtual(requestFor(scenario, { variant: "by-cause", knobs: { key: "job" } }));
}

describe("a clerk who dies in the middle of the work loses nothing and doubles nothing", () => {
  const points = Object.values(DlqPoint).filter((point) => point !== DlqPoint.BeforeDiscarded);
  test.each(points)("a replay, %s", async (point) => {
    const { events, report } = await crashed("order-5", point);
    expect(events.filter(({ type }) => type === "actor-crashed").map(({ actor }) => actor)).toEqual([
      "worker-1",
      "clerk",
    ]);
    expect(report.checks.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    const stored = events.filter((event) => event.type === "job-stored" && event.job === "order-5");
    expect(stored).toHaveLength(2);
    const runs = events.filter((event) => event.type === "job-started" && event.job === "order-5");
    expect(runs).toHaveLength(2);
    expect(report.ledger.actual.cents).toBe(12_000);
  });

  test.each([DlqPoint.BeforeDiscarded, DlqPoint.BeforeDelete])("a discard, %s", async (point) => {
    const { events, report } = await crashed("order-6", point);
    expect(report.checks.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(report.sentence).toContain("6 are done, 1 discarded");
    expect(events.filter(({ type }) => type === "operator-finished")).toHaveLength(1);
  });
});

describe("with 30 seeds, in every variant and at every setting of its knobs", () => {
  const scenario = scenarioById("dlq-desk");
  const settings = scenario.variants.flatMap(({ id: variant }) =>
    [2_000, null].flatMap((fix) => ["none", "job"].map((key) => ({ variant, knobs: { fix, key } }))),
  );
  test.each(settings)("$variant, $knobs", async ({ variant, knobs }) => {
    for (let seed = 1; seed <= 30; seed++) {
      const { report } = await runVirtual(requestFor(scenario, { variant, knobs, seed }));
      expect([seed, report.sentence, report.verdict]).toEqual([seed, report.sentence, "passed"]);
    }
  });
});

test("a clerk who waits for dead letters that never come leaves in the end; before that the run does not end, and says so", async () => {
  const operators = [
    { name: "clerk", queue: "orders", steps: [{ do: "list" as const, deadLetters: 1, waitsMs: 4_500 }] },
  ];
  const { report: later } = await runVirtual(requestFor(smallScenario({ operators, limitMs: 15_000 })));
  expect(later.verdict).toBe("passed");
  const { report } = await runVirtual(requestFor(smallScenario({ operators, limitMs: 5_000 })));
  expect(report.checks.find(({ id }) => id === "everything-ends")?.detail).toBe(
    "1 of 2 producers, requesters and operators had finished at the limit.",
  );
});

test("what makes no sense at the dead-letter queue is said with its path", () => {
  const operator = (step: object) => ({ operators: [{ name: "clerk", queue: "orders", steps: [step] }] }) as never;
  expect(() => smallScenario(operator({ do: "discard", reason: " " }))).toThrow("operators.0.steps.0.reason");
  expect(() => smallScenario(operator({ do: "burn" }))).toThrow('"list" or "group" or "replay" or "discard"');
  expect(() => smallScenario({ operators: [{ name: "clerk", queue: "mails", steps: [{ do: "list" }] }] })).toThrow(
    'operators.0.queue: found "mails", expected one of orders',
  );
  expect(() => smallScenario({ operators: [{ name: "shop", queue: "orders", steps: [{ do: "list" }] }] })).toThrow(
    'found "shop" twice',
  );
});
