import { expect, test } from "vitest";
import {
  BadInputError,
  builtInScenarios,
  compareOutcomes,
  encodeTrace,
  replayTraces,
  runScenario,
} from "../../../engine/package/scenario.ts";

test("a built-in scenario runs by its id, and its stored trace gives the same verdict", async () => {
  const outcome = await runScenario("crash-redelivery");
  expect(outcome.report.verdict).toBe("passed");
  const [again] = replayTraces(encodeTrace(outcome), "the trace");
  expect(again?.report.checks).toEqual(outcome.report.checks);
});

test("a scenario of one's own runs, with a variant, a knob and a seed", async () => {
  const own = builtInScenarios().find(({ id }) => id === "double-charge");
  if (own === undefined) throw new Error("it is gone");
  const { header } = await runScenario(
    { ...own, id: "mine" },
    { variant: "without-key", knobs: { key: "job" }, seed: 8 },
  );
  expect(header).toMatchObject({ variant: "without-key", knobs: { key: "job" }, seed: 8, broker: "sim" });
});

test("the designs of a flow are compared", async () => {
  const variants = ["level-0", "orchestrated"];
  const outcomes = [];
  for (const variant of variants) outcomes.push(await runScenario("glue-happy", { variant }));
  expect(Object.keys(compareOutcomes(outcomes).designs)).toHaveLength(2);
});

test("wrong input is refused before anything starts", async () => {
  await expect(runScenario("no-such")).rejects.toThrow(BadInputError);
  await expect(runScenario("crash-redelivery", { variant: "none" })).rejects.toThrow(BadInputError);
  await expect(runScenario("crash-redelivery", { server: "nats://x" })).rejects.toThrow("with the broker sim");
  await expect(runScenario("leader-dies", { broker: "nats", server: "nats://x" })).rejects.toThrow("kills its servers");
});
