import { beforeAll, expect, test } from "vitest";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { Intervention, RunOutcome, RunRequest } from "../../engine/scenario/run/run-types.ts";
import { validateScenario } from "../../engine/scenario/validate.ts";
import type { EventOf, EventType, TraceEvent } from "../../engine/trace/events.ts";
import { crashRedelivery } from "../../scenarios/crash-redelivery.ts";
import { fork, requestFor } from "../support/runs.ts";
import { expectWellFormed } from "../support/well-formed.ts";

/** A3, V4: a crash at every tick of one job leaves nothing of that incarnation behind, and the job is done all the same. */
const { lesson: _, producers = [], ...rest } = crashRedelivery;
const scenario = validateScenario(
  { ...rest, faults: [], knobs: [], claims: [], producers: producers.map((producer) => ({ ...producer, jobs: 1 })) },
  "one job",
);
const request: RunRequest = requestFor(scenario);
const HOP_MS = scenario.hopMs;
const ACK_WAIT_MS = scenario.queues[0]?.ackWaitMs ?? 0;

let base: RunOutcome;
let holder: string;
beforeAll(async () => {
  base = await runVirtual(request);
  holder = first(base.events, "job-delivered").actor;
});

function first<T extends EventType>(events: readonly TraceEvent[], type: T): EventOf<T> {
  const found = events.find((event): event is EventOf<T> => event.type === type);
  if (!found) throw new Error(`no ${type} in this run`);
  return found;
}

/** Crashes of `actor` after every tick: on the tick, and in the middle of the wait for the next one. */
function crashes(actor: string): Intervention[] {
  return base.tickTimes.slice(0, -1).flatMap((from, afterTick) => {
    const to = base.tickTimes[afterTick + 1] ?? from;
    const moments = new Set([from, Math.floor((from + to) / 2)]);
    return [...moments].map((atMs): Intervention => ({ afterTick, atMs, action: { kind: "crash", actor } }));
  });
}

function expectNothingAfter(run: RunOutcome, where: string): void {
  const crash = run.events.find((event): event is EventOf<"actor-crashed"> => event.type === "actor-crashed");
  if (!crash) return;
  const later = run.events.slice(crash.seq);
  const byTheDead = later.filter(
    ({ actor, incarnation }) => actor === crash.actor && incarnation === crash.incarnation,
  );
  expect(byTheDead, `${where}: records of the dead`).toEqual([]);
  const ofTheDead = new Set(
    run.events
      .filter((event) => event.actor === crash.actor && event.incarnation === crash.incarnation)
      .map(({ id }) => id),
  );
  // A charge that was on the wire at the crash arrives within two hops, to the server and from there to the outside services; what
  // comes later was asked for by a dead worker.
  const effects = later.filter(
    (event) => event.actor === "outside" && ofTheDead.has(event.cause ?? "") && event.at > crash.at + 2 * HOP_MS,
  );
  expect(effects, `${where}: effects asked for by the dead`).toEqual([]);
}

/** Whether a pull of the dead still waited at the server shows in when, and as which delivery, the job reaches somebody. */
function expectNoPullOfTheDead(run: RunOutcome, where: string): void {
  const crash = run.events.find((event) => event.type === "actor-crashed");
  const delivered = run.events.filter((event): event is EventOf<"job-delivered"> => event.type === "job-delivered");
  const stored = first(run.events, "job-sent").at + HOP_MS;
  const [next] = crash ? delivered.filter((event) => event.seq > crash.seq) : delivered;
  if (!crash || !next) return;
  const heardOfCrash = crash.at + HOP_MS;
  if (heardOfCrash < stored) {
    expect(next.attempt, `${where}: the job went to the dead first`).toBe(1);
    expect(next.at, where).toBeLessThanOrEqual(stored + 2 * HOP_MS);
  } else {
    expect(next.attempt, where).toBeLessThanOrEqual(2);
    expect(next.at, where).toBeLessThanOrEqual(stored + ACK_WAIT_MS + 4 * HOP_MS);
  }
}

test.each(["the one who gets the job", "the other one"])("crash of %s at every tick", async (which) => {
  const other = ["worker-1", "worker-2"].find((name) => name !== holder) ?? "";
  const victim = which === "the other one" ? other : holder;
  const all = crashes(victim);
  expect(all.length).toBeGreaterThan(30);
  let died = 0;
  for (const intervention of all) {
    const run = await fork(request, intervention);
    const where = `${victim} crashed after tick ${intervention.afterTick} at ${intervention.atMs} ms`;
    expectWellFormed(run.events);
    expectNothingAfter(run, where);
    expectNoPullOfTheDead(run, where);
    expect(
      run.report.checks.filter(({ outcome }) => outcome !== "passed"),
      where,
    ).toEqual([]);
    expect(run.report.ledger.actual, where).toEqual({ effects: 1, cents: 2_000 });
    if (run.events.some((event) => event.type === "actor-crashed")) died++;
  }
  expect(died, "most of these crashes found their victim alive").toBeGreaterThan(all.length / 2);
});

test("a worker that dies before it is up delays nobody: producers start without it", async () => {
  const never = {
    ...request,
    scenario: { ...scenario, workers: scenario.workers.map((worker) => ({ ...worker, restartAfterMs: null })) },
  };
  const up = base.events.find(({ type, actor }) => type === "actor-started" && actor === "worker-2");
  const afterTick = (up?.tick ?? 0) - 2;
  const run = await fork(never, {
    afterTick,
    atMs: base.tickTimes[afterTick] ?? 0,
    action: { kind: "crash", actor: "worker-2" },
  });
  expect(run.events.filter(({ actor }) => actor === "worker-2").map(({ type }) => type)).toEqual(["actor-crashed"]);
  expect(first(run.events, "job-sent").at).toBeLessThan(first(base.events, "job-sent").at + 100);
  expect(run.report.verdict).toBe("passed");
});
