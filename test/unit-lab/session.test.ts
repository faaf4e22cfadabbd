import { beforeEach, describe, expect, test } from "vitest";
import type { TraceEvent } from "../../engine/trace/events.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { createSession } from "../../lab/src/session/create-session.ts";
import { departingKnob, knobValue } from "../../lab/src/session/knobs.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import type { Run, Session } from "../../lab/src/session/types.ts";
import { SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { TestFrames } from "./frames.ts";

let frames: TestFrames;
let session: Session;
let runs: number;

beforeEach(() => {
  frames = new TestFrames();
  runs = 0;
  const run: typeof localRunner.run = (request) => {
    runs++;
    return localRunner.run(request);
  };
  session = createSession({ runner: { ...localRunner, run }, scenarios: SCENARIO_SOURCES, frames });
});

const state = () => session.getState();
const shown = (): Run => {
  const { run } = state();
  if (!run) throw new Error(`no run: ${state().failure?.message ?? state().status}`);
  return run;
};
const now = () => session.playhead.get();
const lines = (events: readonly TraceEvent[]) => events.map((event) => JSON.stringify(event));
const firstAt = (run: Run, type: TraceEvent["type"]) =>
  run.outcome.events.find((event) => event.type === type)?.at ?? -1;

describe("variant and knobs", () => {
  test("a knob turned to what another variant stands for is that variant", async () => {
    await session.select("double-charge");
    await session.setKnob("key", "job");
    expect(state()).toMatchObject({ variant: "with-key", knobs: {} });
    expect(shown().request).toMatchObject({ variant: "with-key", knobs: {} });
    await session.setKnob("key", "none");
    expect(state()).toMatchObject({ variant: "without-key", knobs: {} });
    expect(state().branches).toHaveLength(2);
  });

  test("choosing a variant lets go of a knob that says otherwise, and keeps the others", async () => {
    await session.select("ackwait-too-short");
    await session.setKnob("ack-wait", 2_000);
    await session.setKnob("heartbeat", 1_000);
    expect(state()).toMatchObject({ variant: "silent", knobs: { "ack-wait": 2_000, heartbeat: 1_000 } });
    expect(departingKnob(shown().request.scenario, state().knobs)?.id).toBe("heartbeat");
    await session.setVariant("heartbeat");
    expect(state()).toMatchObject({ variant: "heartbeat", knobs: { "ack-wait": 2_000 } });
    expect(shown().scenario.workers[0]?.heartbeatMs).toBe(400);
  });

  test("so is what a link says", async () => {
    await session.select("double-charge", { knobs: { key: "job", "crash-point": "after-ack" } });
    expect(state()).toMatchObject({ variant: "with-key", knobs: { "crash-point": "after-ack" } });
  });
});

describe("choosing", () => {
  test("a scenario runs with its own settings and stands at its start", async () => {
    const chosen = session.select("crash-redelivery");
    expect(state().status).toBe("running");
    await chosen;
    expect(state()).toMatchObject({
      status: "ready",
      variant: "default",
      seed: 7,
      playing: false,
      knobs: {},
      interventions: [],
    });
    expect(now()).toBe(0);
    expect(shown().label).toBe("as written");
    expect(state().branches).toEqual([shown()]);
  });

  test("one that nobody knows: the home screen and a word", async () => {
    await session.select("no-such");
    expect(state()).toMatchObject({ status: "idle", scenario: null, run: null });
    expect(state().notices[0]?.text).toMatch(/no scenario called "no-such" here.*crash-redelivery/);
    session.dismiss(state().notices[0]?.id ?? 0);
    expect(state().notices).toEqual([]);
  });

  test("C2: the last of several choices wins", async () => {
    const all = ["double-charge", "poison-dlq", "life-of-a-message"].map((id) => session.select(id));
    await Promise.all(all);
    expect(shown().scenario.id).toBe("life-of-a-message");
    expect(state().status).toBe("ready");
  });

  test("a knob runs anew from the start, and turned back it shows the kept run", async () => {
    await session.select("crash-redelivery");
    const written = shown();
    session.seek(4_000);
    await session.setKnob("ack-wait", 1_000);
    expect(state()).toMatchObject({ knobs: { "ack-wait": 1_000 }, status: "ready" });
    expect([now(), state().branches.length, runs]).toEqual([0, 2, 2]);
    const knob = shown().scenario.knobs.find(({ id }) => id === "ack-wait");
    expect(knob && knobValue(shown().scenario, knob)).toBe(1_000);
    expect(knob && knobValue(written.scenario, knob)).toBe(3_000);
    expect(shown().label).toBe("Visibility timeout 1000 ms");
    await session.resetKnobs();
    expect(shown()).toBe(written);
    expect(runs).toBe(2);
  });

  test("a knob that does not fit: a failure that says what to do, and the run before stays", async () => {
    await session.select("crash-redelivery");
    await session.setKnob("ack-wait", -5);
    expect(state().status).toBe("failed");
    expect(state().failure?.message).toMatch(/ack-wait: found -5, expected a whole number from 500/);
    expect(state().failure?.remedy).toMatch(/\w/);
    expect(shown().label).toBe("as written");
    await session.resetKnobs();
    expect(state()).toMatchObject({ status: "ready", failure: null });
  });

  test("another seed is another run; a variant too", async () => {
    await session.select("double-charge");
    const { seed, variant } = state();
    await session.anotherSeed();
    expect(state().seed).toBe(seed + 1);
    const other = shown().scenario.variants.find(({ id }) => id !== variant);
    await session.setVariant(other?.id ?? "");
    expect(shown().request).toMatchObject({ variant: other?.id, seed: seed + 1 });
    expect(state().branches).toHaveLength(3);
  });

  test("another variant in the same moment: the one at which one looks when its run is there, or its own end", async () => {
    await session.select("glue-happy");
    session.seek(1_000);
    const switched = session.setVariant("level-3", { keepMoment: true });
    session.seek(2_600);
    await switched;
    expect([state().variant, now()]).toEqual(["level-3", 2_600]);
    session.seek(Number.MAX_SAFE_INTEGER);
    const end = now();
    await session.setVariant("level-0", { keepMoment: true });
    expect(now()).toBe(shown().index.endMs);
    expect(now()).not.toBe(end);
    await session.setVariant("level-3");
    expect(now()).toBe(0);
  });

  test("C3: who goes to a moment while the next run is being made sees it there; who plays sees it from its start", async () => {
    await session.select("double-charge");
    session.seek(900);
    const another = session.anotherSeed();
    session.seek(400);
    await another;
    expect(now()).toBe(400);
    const third = session.anotherSeed();
    session.play();
    await third;
    expect([now(), state().playing]).toEqual([0, true]);
  });

  test("two sessions on one engine do not disturb each other", async () => {
    const other = createSession({ runner: localRunner, scenarios: SCENARIO_SOURCES, frames });
    await Promise.all([
      session.select("double-charge").then(() => session.anotherSeed()),
      other.select("crash-redelivery").then(() => other.setKnob("workers", 3)),
    ]);
    expect([shown().scenario.id, other.getState().run?.scenario.id]).toEqual(["double-charge", "crash-redelivery"]);
    expect([state().status, other.getState().status]).toEqual(["ready", "ready"]);
  });

  test("nothing is told when nothing has changed", async () => {
    await session.select("crash-redelivery");
    let told = 0;
    session.subscribe(() => told++);
    session.pause();
    session.setSpeed(1);
    session.setSkipIdle(false);
    session.choose(null);
    session.seek(1_000);
    expect(told).toBe(0);
  });
});

describe("crashing by hand", () => {
  beforeEach(() => session.select("competing-consumers"));

  const VICTIM = "resizer-1";
  /** A moment between two events, while it works. */
  const midJob = (): number => firstAt(shown(), "job-started") + 57;

  test("forks: the past is byte for byte the same, the moment stays, the consequences follow", async () => {
    const before = shown();
    session.seek(midJob());
    const moment = now();
    await session.crash(VICTIM);
    const after = shown();
    expect(now()).toBe(moment);
    const [made] = after.request.interventions;
    expect(made).toMatchObject({ atMs: moment, action: { kind: "crash", actor: VICTIM } });
    const past = lines(before.outcome.events.filter(({ tick }) => (tick ?? 0) <= (made?.afterTick ?? -1)));
    expect(past.length).toBeGreaterThan(5);
    expect(lines(after.outcome.events).slice(0, past.length)).toEqual(past);
    expect(stageAt(after.index, moment).workers[0]).toMatchObject({
      name: VICTIM,
      state: "crashed",
      crashedAt: moment,
    });
    expect(stageAt(after.index, moment).workers[0]?.heldByTheDead).toHaveLength(1);
    expect(state().branches).toEqual([before, after]);
    expect(after.forkedAt).toBe(moment);
    expect(after.label).toMatch(/you crashed resizer-1 at 00:/);
  });

  test("a pause forks likewise, and who is let go on goes on where it was", async () => {
    session.seek(midJob());
    await session.pauseActor(VICTIM);
    session.step(100);
    expect(stageAt(shown().index, now()).workers[0]).toMatchObject({ name: VICTIM, state: "paused" });
    await session.pauseActor(VICTIM);
    expect(state().notices.at(-1)?.text).toMatch(/already paused/);
    await session.letGoOn(VICTIM);
    expect(stageAt(shown().index, now()).workers[0]).toMatchObject({ name: VICTIM, state: "working", incarnation: 1 });
    expect(state().interventions.map(({ action }) => action.kind)).toEqual(["pause", "resume"]);
  });

  test("the job comes back and its passport tells", async () => {
    session.seek(midJob());
    await session.crash(VICTIM);
    const job = stageAt(shown().index, now()).workers[0]?.heldByTheDead[0]?.job ?? "";
    const told = jobLife(shown().index, job).map(({ text }) => text);
    expect(told).toContain(`${VICTIM} crashed while it worked on it`);
    expect(told.some((text) => text.startsWith("came back after"))).toBe(true);
    expect(told.at(-1)).toMatch(/^done/);
  });

  test("goes on playing if it played, and stands still meanwhile", async () => {
    session.play();
    frames.run(midJob());
    const crashing = session.crash(VICTIM);
    await crashing;
    expect(state().playing).toBe(true);
    const moment = now();
    frames.run(200);
    expect(now()).toBeGreaterThan(moment);
  });

  test("a crash earlier than another one leaves the later one behind", async () => {
    session.seek(midJob() + 1_000);
    await session.crash(VICTIM);
    session.seek(midJob());
    await session.crash(VICTIM);
    expect(state().interventions).toHaveLength(1);
    expect(state().branches).toHaveLength(3);
  });

  test("a restart by hand, and undoing one after the other", async () => {
    session.seek(midJob());
    const written = shown();
    await session.crash(VICTIM);
    session.step(300);
    await session.restart(VICTIM);
    expect(state().interventions.map(({ action }) => action.kind)).toEqual(["crash", "restart"]);
    const moment = now();
    await session.undo();
    expect(state().interventions).toHaveLength(1);
    await session.undo();
    expect(shown()).toBe(written);
    expect(now()).toBe(moment);
    await session.undo();
    expect(shown()).toBe(written);
  });

  test("two clicks in a row make two crashes, or one and a word why not", async () => {
    session.seek(midJob());
    await Promise.all([session.crash(VICTIM), session.crash(VICTIM)]);
    expect(state().interventions).toHaveLength(1);
    expect(state().notices.at(-1)?.text).toMatch(/resizer-1 has already crashed at 00:/);
  });

  test("what cannot be is said and changes nothing", async () => {
    session.seek(midJob());
    await session.restart(VICTIM);
    expect(state().notices.at(-1)?.text).toMatch(/resizer-1 is running/);
    await session.crash("worker-99");
    expect(state().notices.at(-1)?.text).toMatch(/There is no worker-99/);
    session.seek(0);
    await session.crash(VICTIM);
    expect(state().notices.at(-1)?.text).toMatch(/has not started yet/);
    session.seek(Infinity);
    session.seek(session.playhead.snapshot().endMs);
    await session.crash(VICTIM);
    expect(state().notices.at(-1)?.text).toMatch(/The run is over/);
    expect(runs).toBe(1);
  });

  test("start over drops it and keeps both branches; either can be seen again", async () => {
    const written = shown();
    session.seek(midJob());
    await session.crash(VICTIM);
    const fork = shown();
    await session.startOver();
    expect([shown(), now()]).toEqual([written, 0]);
    session.showBranch(fork.id);
    expect(shown()).toBe(fork);
    expect(state().interventions).toEqual(fork.request.interventions);
  });
});

describe("the lesson", () => {
  beforeEach(() => session.select("crash-redelivery"));

  test("C4: what the run proves is hidden until the prediction is committed, and that once", () => {
    expect(state().lesson).toMatchObject({ prediction: null, rightChoice: null, revealed: false });
    expect(state().checks).toEqual([]);
    session.predict("no-such-choice");
    expect(state().lesson.prediction).toBeNull();
    session.predict("lost");
    session.predict("later");
    expect(state().lesson).toMatchObject({ prediction: "lost", rightChoice: "later", revealed: false });
    expect(state().checks.length).toBeGreaterThan(0);
  });

  test("C4: a prediction is about the settings that it was made for, and no other run judges it", async () => {
    session.predict("later");
    expect(state().lesson).toMatchObject({ prediction: "later", ofThisRun: true, rightChoice: "later" });
    await session.setKnob("crash-point", "after-ack");
    expect(state().lesson).toMatchObject({ prediction: "later", ofThisRun: false, rightChoice: "once" });
    await session.resetKnobs();
    expect(state().lesson).toMatchObject({ prediction: "later", ofThisRun: true, rightChoice: "later" });
  });

  test("a lesson opens with its own variant", async () => {
    await session.select("glue-dual-write");
    expect(state().variant).toBe("level-5");
  });

  test("pauses by itself at the decisive moment, once, and opens the explanation", () => {
    session.predict("later");
    session.play();
    frames.runOut();
    const decisive = shown().decisive?.at ?? -1;
    expect(decisive).toBe(firstAt(shown(), "actor-crashed"));
    expect([now(), state().playing]).toEqual([decisive, false]);
    expect(state().lesson).toMatchObject({ revealed: true, pausedAtDecisive: true });
    session.play();
    expect(state().lesson.pausedAtDecisive).toBe(false);
    frames.runOut();
    // The next segment of the lesson ends when order-3 is delivered again.
    const [, segment] = shown().pauses;
    expect(segment).toMatchObject({ at: now(), isDecisive: false, says: expect.stringMatching(/delivery count is 2/) });
    expect(state().lesson).toMatchObject({ pausedAt: 1, pausedAtDecisive: false });
    session.play();
    frames.runOut();
    expect(now()).toBe(shown().index.endMs);
  });

  test("who has not predicted gets the pause and not the answer", () => {
    session.play();
    frames.runOut();
    expect(state().lesson).toMatchObject({ pausedAtDecisive: true, revealed: false, rightChoice: null });
    session.predict("later");
    expect(state().lesson).toMatchObject({ revealed: true, rightChoice: "later" });
  });

  test("can be asked for the answer, and a turned knob does not ask again", async () => {
    session.reveal();
    expect(state().lesson).toMatchObject({ revealed: true, rightChoice: "later" });
    await session.setKnob("crash-point", "after-ack");
    expect(state().lesson).toMatchObject({ revealed: true, rightChoice: "once" });
    await session.select("double-charge");
    expect(state().lesson).toMatchObject({ revealed: false, rightChoice: null });
    await session.select("crash-redelivery");
    expect(state().lesson.revealed).toBe(true);
  });
});
