import { beforeEach, expect, test } from "vitest";
import { createSession } from "../../lab/src/session/create-session.ts";
import { encodeLink } from "../../lab/src/session/link.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import type { Run, RunSetup, Session } from "../../lab/src/session/types.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { TestFrames } from "./frames.ts";

/** What a session makes of the links of others, and of its own. */
const frames = new TestFrames();
let session: Session;

beforeEach(() => {
  session = createSession({ runner: localRunner, scenarios: SCENARIO_SOURCES, frames });
});

const state = () => session.getState();
const shown = (): Run => {
  const { run } = state();
  if (!run) throw new Error(`no run: ${state().failure?.message ?? state().status}`);
  return run;
};

test("C1: a link opens the same run at the same moment, interventions and all", async () => {
  await session.select("competing-consumers");
  await session.setKnob(shown().scenario.knobs[0]?.id ?? "", 3);
  const started = shown().outcome.events.find((event) => event.type === "job-started");
  session.seek((started?.at ?? 0) + 40);
  await session.crash("resizer-1");
  session.choose({ kind: "actor", actor: "resizer-1" });
  const text = await session.link();
  const { run } = state();
  const other = createSession({ runner: localRunner, scenarios: SCENARIO_SOURCES, frames });
  expect(await other.openLink(text)).toBe(true);
  expect(other.playhead.get()).toBe(Math.floor(session.playhead.get()));
  expect(other.getState().run?.outcome.report.traceDigest).toBe(run?.outcome.report.traceDigest);
  expect(other.getState().run?.request).toEqual(run?.request);
  expect(other.getState().notices).toEqual([]);
  expect(await other.link()).toBe(text);
});

test("a scenario of somebody else's travels whole", async () => {
  await session.select("crash-redelivery");
  const own = { ...shown().request.scenario, id: "my-own", title: "Mine" };
  await session.select(own);
  const text = await session.link();
  await session.select("double-charge");
  expect(await session.openLink(text)).toBe(true);
  expect(state().scenario).toEqual(own);
});

function withInterventions(interventions: RunSetup["interventions"]): Promise<string> {
  return encodeLink({ scenario: "crash-redelivery", setup: { ...setup, interventions }, engine: "0.1.0" });
}

const setup: RunSetup = { variant: "default", knobs: {}, seed: 7, interventions: [], broker: "sim", atMs: 0 };

test("of another version: opens, and warns", async () => {
  const text = await encodeLink({ scenario: "crash-redelivery", setup, engine: "0.0.9" });
  expect(await session.openLink(text)).toBe(true);
  expect(state().notices).toMatchObject([{ tone: "warn", text: expect.stringMatching(/version 0\.0\.9/) as string }]);
});

test("a link that is opened twice at once opens: whoever asked first never finds the lab idle", async () => {
  const text = await encodeLink({ scenario: "crash-redelivery", setup, engine: "0.1.0" });
  const first = session.openLink(text).then(() => state().status);
  const second = session.openLink(text);
  expect(await first).not.toBe("idle");
  expect(await second).toBe(true);
  expect(shown().request.scenario.id).toBe("crash-redelivery");
});

test("leaving twice keeps the word on what could not be opened; opening something else ends it", async () => {
  await session.openLink("xyz");
  session.leave();
  expect(state().notices).toHaveLength(1);
  await session.select("crash-redelivery");
  expect(state().notices).toEqual([]);
});

test.each([
  ["damaged", () => Promise.resolve("xyz"), /cannot be opened/],
  ["an unknown scenario", () => encodeLink({ scenario: "gone", setup, engine: "0.1.0" }), /no scenario called "gone"/],
  [
    "an unknown variant",
    () => encodeLink({ scenario: "crash-redelivery", setup: { ...setup, variant: "other" }, engine: "0.1.0" }),
    /variant: found "other"/,
  ],
  [
    "an unknown knob",
    () => encodeLink({ scenario: "crash-redelivery", setup: { ...setup, knobs: { speed: 1 } }, engine: "0.1.0" }),
    /knob: found "speed"/,
  ],
  [
    "an intervention after the end",
    () =>
      encodeLink({
        scenario: "crash-redelivery",
        setup: {
          ...setup,
          interventions: [{ afterTick: 999_999, atMs: 5, action: { kind: "crash", actor: "worker-1" } }],
        },
        engine: "0.1.0",
      }),
    /interventions: found one after tick 999999/,
  ],
  [
    "a crash of somebody who does not exist",
    () => withInterventions([{ afterTick: 40, atMs: 632, action: { kind: "crash", actor: "worker-9" } }]),
    /"you crashed worker-9", and that is impossible\. There is no worker-9 in this run/,
  ],
  [
    "a crash of a dead worker",
    () =>
      withInterventions([
        { afterTick: 40, atMs: 632, action: { kind: "crash", actor: "worker-1" } },
        { afterTick: 60, atMs: 1_739, action: { kind: "crash", actor: "worker-1" } },
      ]),
    /"you crashed worker-1", and that is impossible\. worker-1 has already crashed/,
  ],
  [
    "letting go on who is not paused",
    () => withInterventions([{ afterTick: 40, atMs: 632, action: { kind: "resume", actor: "worker-1" } }]),
    /impossible\. worker-1 is not paused/,
  ],
  [
    "a moment that is not that of its tick",
    () => withInterventions([{ afterTick: 40, atMs: 9_000, action: { kind: "crash", actor: "worker-1" } }]),
    /impossible\. It says 00:09\.000, and after tick 40 the run was at/,
  ],
])("%s: the home screen and a clear word", async (_what, make, problem) => {
  await session.select("double-charge");
  expect(await session.openLink(await make())).toBe(false);
  expect(state()).toMatchObject({ status: "idle", scenario: null, run: null });
  expect(state().notices.at(-1)).toMatchObject({ tone: "bad", text: expect.stringMatching(problem) as string });
});
