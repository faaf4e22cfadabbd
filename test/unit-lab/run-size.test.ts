import { expect, test } from "vitest";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { Scenario, ScenarioSource } from "../../engine/scenario/schema.ts";
import { createSession } from "../../lab/src/session/create-session.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { burst } from "../../scenarios/burst.ts";
import { TestFrames } from "./frames.ts";

/** What is too large to be shown is not begun, or is stopped; and the lab says so. */
const bare = { lesson: undefined, claims: [], knobs: [], variants: [] };
const large: ScenarioSource = {
  ...burst,
  ...bare,
  id: "large",
  producers: (burst.producers ?? []).map((producer) => ({ ...producer, jobs: 30_000 })),
};
/** One job that fails again and again at once. */
const endless: ScenarioSource = {
  id: "endless",
  title: "Endless",
  shows: "Nothing.",
  seed: 1,
  limitMs: 600_000,
  queues: [{ name: "q", maxAttempts: null, retry: { kind: "fixed", delayMs: 0 } }],
  producers: [{ name: "p", queue: "q", jobName: "job", jobs: 1, everyMs: 10 }],
  workers: [{ name: "w", queue: "q", handler: { kind: "work", serviceMs: [1, 1] } }],
  faults: [{ kind: "poison", job: "job-1" }],
};

test("30,000 jobs: a failure with the numbers and the way, at once", async () => {
  const session = createSession({ runner: localRunner, scenarios: [large], frames: new TestFrames() });
  await session.select("large");
  expect(session.getState()).toMatchObject({
    status: "failed",
    run: null,
    failure: {
      message: "This run is too large for the lab: it has 30000 jobs, and the lab shows at most 25000.",
      remedy: "Choose fewer, or run it on the command line: npm run scenario -- run large",
    },
  });
});

test("a run that grows too long is stopped where it is, and the next one is not touched by it", async () => {
  const scenario: Scenario = await localRunner.check(endless, "endless");
  const request = { scenario, variant: "default", knobs: {}, seed: 1, interventions: [] };
  await expect(runVirtual(request, { mostEvents: 500 })).rejects.toThrow(
    /this run: found more than 500 events by 00:\d\d\.\d+, expected at most 500/,
  );
  const short = { ...request, scenario: await localRunner.check({ ...endless, faults: [] }, "short") };
  const [before, after] = [await runVirtual(short), await runVirtual(short, { mostEvents: 500 })];
  expect(after.events).toEqual(before.events);
});
