import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { currentScenario } from "../../../engine/scenario/older-forms.ts";
import { reportOn } from "../../../engine/scenario/run/report.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import { decodeTraces } from "../../../engine/scenario/trace-codec.ts";
import { decodeLink } from "../../../lab/src/session/decode-link.ts";
import { localRunner } from "../../../lab/src/session/run-once.ts";
import { SCENARIO_SOURCES } from "../../../scenarios/index.ts";
import { requestFor } from "../../support/runs.ts";

/** Written by 0.1.0, on the simulated broker when it was called `tab`: `run dlq-operator --trace` and `run zombie-late-ack --trace`. */
const file = new URL("../../support/older/traces.jsonl", import.meta.url);

test("a trace from before the names changed opens, and is judged as it was", () => {
  const stored = decodeTraces(readFileSync(file, "utf8"), "traces.jsonl");
  expect(stored.length).toBeGreaterThan(1);
  for (const { header, events } of stored) {
    expect(header.broker).toBe("sim");
    const run = events.filter(({ type }) => type !== "check-passed" && type !== "check-failed");
    const { checks } = reportOn(header, run, 0);
    const told = (wanted: "check-passed" | "check-failed") =>
      events.flatMap((event) => (event.type === wanted ? [event.check] : []));
    const judged = (wanted: "passed" | "failed") =>
      checks.filter(({ outcome }) => (outcome === "expected" ? "passed" : outcome) === wanted).map(({ id }) => id);
    expect(judged("passed")).toEqual(told("check-passed"));
    expect(judged("failed")).toEqual(told("check-failed"));
  }
});

test("a link from before the names changed opens, with a whole scenario in it", async () => {
  const text = readFileSync(new URL("../../support/older/link.txt", import.meta.url), "utf8");
  const { scenario, setup } = await decodeLink(text, localRunner.check);
  expect(setup).toMatchObject({ variant: "all-at-once", knobs: { key: "job" } });
  const { operators, claims, knobs, variants } = scenario as Scenario;
  expect(operators.map(({ name }) => name)).toEqual(["clerk"]);
  expect(claims.map(({ check }) => check.kind)).toEqual(expect.arrayContaining(["dlq-kept", "dlq-groups"]));
  expect(knobs.map(({ path }) => path)).toContain("operators.clerk.steps.3.set.amountCents");
  expect(Object.keys(variants[1]?.set ?? {})).toContain("operators.clerk.steps.3.of");
  const run = await localRunner.run({ ...requestFor(scenario as Scenario), ...setup });
  expect(run.outcome.report.verdict).toBe("passed");
});

test("a scenario file from before the names changed is read, and a new one comes back as it is", () => {
  const old = {
    brokers: ["tab", "nats"],
    appenders: [{ name: "tills" }],
    workers: [{ handler: { kind: "hand-on", to: "mails" } }],
    variants: [{ set: { "appenders.tills.events": 3, "workers.till.handler": { kind: "hand-on" } } }],
    claims: [{ check: { query: { count: { type: "job-naked", where: { letter: 4 } } } } }],
    operators: [{ steps: [{ do: "list", letters: 4 }] }],
  };
  const current = currentScenario(old);
  expect(current).toEqual({
    brokers: ["sim", "nats"],
    logProducers: [{ name: "tills" }],
    workers: [{ handler: { kind: "forward", to: "mails" } }],
    variants: [{ set: { "logProducers.tills.events": 3, "workers.till.handler": { kind: "forward" } } }],
    claims: [{ check: { query: { count: { type: "job-nacked", where: { deadLetter: 4 } } } } }],
    operators: [{ steps: [{ do: "list", deadLetters: 4 }] }],
  });
  expect(currentScenario(current)).toEqual(current);
  for (const scenario of SCENARIO_SOURCES) expect(currentScenario(scenario)).toEqual(scenario);
});
