import { beforeAll, expect, test } from "vitest";
import { createSimBroker } from "../../engine/broker/sim-broker.ts";
import { VirtualClock } from "../../engine/clock/virtual-clock.ts";
import { enterVirtualRealm } from "../../engine/clock/virtual-realm.ts";
import { drawInt } from "../../engine/kernel/random.ts";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { Intervention, RunOutcome, RunRequest } from "../../engine/scenario/run/run-types.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import { crashRedelivery } from "../../scenarios/crash-redelivery.ts";
import { fork, requestFor, workersOf } from "../support/runs.ts";
import { expectWellFormed } from "../support/well-formed.ts";

/** V6: a pause at every tick of one job, short or far beyond the visibility timeout, and a resumption: nothing is lost. */
const { lesson: _, producers = [], ...rest } = crashRedelivery;
const scenario = validateScenario(
  {
    ...rest,
    faults: [],
    knobs: [],
    claims: [],
    limitMs: 15_000,
    producers: producers.map((producer) => ({ ...producer, jobs: 1 })),
  },
  "one job",
);
const request: RunRequest = requestFor(scenario);

let base: RunOutcome;
beforeAll(async () => {
  base = await runVirtual(request);
});

/** The run with `actor` paused after this tick, and resumed a drawn time later. */
async function pausedAt(actor: string, afterTick: number): Promise<RunOutcome> {
  const atMs = base.tickTimes[afterTick] ?? 0;
  const pause: Intervention = { afterTick, atMs, action: { kind: "pause", actor } };
  const cold = await fork(request, pause);
  const longest = afterTick % 2 === 0 ? 400 : 9_000;
  const until = atMs + drawInt(1, ["for", actor, afterTick], 1, longest);
  const resumeAfter = cold.tickTimes.findLastIndex((at) => at <= until);
  const resume: Intervention = {
    afterTick: resumeAfter,
    atMs: Math.max(until, cold.tickTimes[resumeAfter] ?? 0),
    action: { kind: "resume", actor },
  };
  return fork(request, pause, resume);
}

function expectPausedBetween({ events }: RunOutcome, actor: string, where: string): boolean {
  const paused = events.find(({ type }) => type === "actor-paused");
  const resumed = events.find(({ type }) => type === "actor-resumed");
  if (!paused || !resumed) return false;
  const between = events.slice(paused.seq, resumed.seq - 1).filter((event) => event.actor === actor);
  expect(between, `${where}: records of the paused`).toEqual([]);
  return true;
}

test("a pause of any worker or of the shop at every tick", async () => {
  let paused = 0;
  let beyond = 0;
  for (const actor of [...workersOf(base), "shop"]) {
    for (let afterTick = 0; afterTick < base.tickTimes.length - 1; afterTick++) {
      const run = await pausedAt(actor, afterTick);
      const where = `${actor} paused after tick ${afterTick}`;
      expectWellFormed(run.events);
      expect(
        run.report.checks.filter(({ outcome }) => outcome !== "passed"),
        where,
      ).toEqual([]);
      expect(run.report.ledger.actual, where).toEqual({ effects: 1, cents: 2_000 });
      if (expectPausedBetween(run, actor, where)) paused++;
      if (run.events.some((event) => event.type === "job-delivered" && event.attempt > 1)) beyond++;
    }
  }
  expect(paused, "most of these pauses found their actor running").toBeGreaterThan(base.tickTimes.length);
  expect(beyond, "some outlasted the visibility timeout").toBeGreaterThan(3);
});

const MESSAGES = 60;

/** What a subscriber gets that is paused and resumed at drawn times, from a publisher that never is. */
async function received(seed: number): Promise<{ readonly texts: string[]; readonly whilePaused: number }> {
  const clock = new VirtualClock();
  const leave = enterVirtualRealm(clock, seed);
  const texts: string[] = [];
  let [paused, whilePaused] = [false, 0];
  try {
    const broker = createSimBroker({ clock, hopMs: drawInt(seed, ["hop", 0], 1, 30) });
    const owner = clock.newOwner();
    const listen = async () => {
      const connection = await broker.connect("listener");
      connection.subscribe("news", {
        callback: (_error, message) => {
          texts.push(message.string());
          if (paused) whilePaused++;
        },
      });
    };
    clock.setTimeout(() => void listen(), 1, owner);
    const speak = async () => {
      const connection = await broker.connect("speaker");
      await clock.sleep(200);
      for (let n = 0; n < MESSAGES; n++) {
        connection.publish("news", `${n} ${"x".repeat(drawInt(seed, ["size", n], 0, 200))}`);
        if (drawInt(seed, ["together", n], 0, 2) > 0) await clock.sleep(drawInt(seed, ["gap", n], 1, 20));
      }
    };
    clock.setTimeout(() => void speak(), 1);
    for (let n = 0, at = 200; n < 6; n++) {
      const from = (at += drawInt(seed, ["from", n], 1, 150));
      const to = (at += drawInt(seed, ["for", n], 1, 150));
      clock.setTimeout(() => ((paused = true), clock.pause(owner)), from);
      clock.setTimeout(() => ((paused = false), clock.resume(owner)), to);
    }
    await clock.run({ done: () => false, limitMs: 5_000 });
  } finally {
    leave();
  }
  return { texts, whilePaused };
}

test("V6: whatever is sent to a paused client comes after its resumption: every byte, in order", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { texts, whilePaused } = await received(seed);
    const sent = Array.from({ length: MESSAGES }, (_, n) => `${n} ${"x".repeat(drawInt(seed, ["size", n], 0, 200))}`);
    expect(texts, `seed ${seed}`).toEqual(sent);
    expect(whilePaused, `seed ${seed}`).toBe(0);
  }
});
