import { expect } from "vitest";
import { drawInt } from "../../engine/kernel/random.ts";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { Intervention, RunOutcome, RunRequest } from "../../engine/scenario/run/run-types.ts";
import type { TraceEvent } from "../../engine/trace/events.ts";
import { ALL_RUNS, fork, spread, workersOf } from "../support/runs.ts";
import { every, testSampled } from "../support/sampled.ts";
import { expectWellFormed } from "../support/well-formed.ts";

/** Of the levels of glue every third: the others differ from these in what they decide, not in how they are run. */
const RUNS = ALL_RUNS.filter(([, { variant }]) => !/^level-[1245]$/.test(variant));
/** Flows have more workers, longer runs and more variants: fewer moments of each. */
const ticksOf = ({ header }: RunOutcome) => (header.scenario.flow ? 2 : 6);

const lines = (events: readonly TraceEvent[]) => events.map((event) => JSON.stringify(event));

/** Crashes of each worker at ticks across the run, at a moment between that tick and the next. */
function interventions(base: RunOutcome): Intervention[] {
  const last = base.tickTimes.length - 2;
  return workersOf(base).flatMap((actor) =>
    spread(last, ticksOf(base)).map((afterTick): Intervention => {
      const from = base.tickTimes[afterTick] ?? 0;
      const to = base.tickTimes[afterTick + 1] ?? from;
      return { afterTick, atMs: drawInt(1, ["moment", actor, afterTick], from, to), action: { kind: "crash", actor } };
    }),
  );
}

/** The fork's events before the intervention must be the unforked run's up to that tick: all of them, byte for byte. */
function expectSamePrefix(base: RunOutcome, forked: RunOutcome, intervention: Intervention): void {
  const cut = forked.events.findIndex((event) => event.type === "intervention-made");
  const expected = base.events.filter((event) => (event.tick ?? 0) <= intervention.afterTick);
  expect(lines(forked.events.slice(0, cut))).toEqual(lines(expected));
  expect(forked.tickTimes.slice(0, intervention.afterTick)).toEqual(base.tickTimes.slice(0, intervention.afterTick));
  expect(forked.events[cut]).toMatchObject({ at: intervention.atMs, tick: intervention.afterTick });
}

function failedInvariants({ report }: RunOutcome): string[] {
  return report.checks
    .filter((check) => check.kind === "invariant" && check.outcome === "failed")
    .map((check) => `${check.id}: ${check.detail}`);
}

/** By default every second run takes one of the three tests below. */
const turn = (nth: number) => every(6, 2 * nth);

testSampled(RUNS, turn(0))(
  "%s: a fork's prefix is byte-identical, and every fork ends with nothing lost",
  async (_name, request) => {
    const base = await runVirtual(request);
    expectWellFormed(base.events);
    for (const intervention of interventions(base)) {
      const forked = await fork(request, intervention);
      const { afterTick, action } = intervention;
      expectSamePrefix(base, forked, intervention);
      expectWellFormed(forked.events);
      // Charging twice is what a crash does where no key is sent; that is the scenario's lesson, not a lost promise.
      const failed = failedInvariants(forked).filter(
        (text) =>
          !(isBrittle(request) && !/^(nothing-lost|everything-ends)/.test(text)) &&
          !(withoutKeys(request) && text.startsWith("effects-at-most-once")) &&
          !(text.startsWith("replies-match") && repliesOnlyRepeatedOrLate(forked)),
      );
      expect(failed, `${action.actor} crashed after tick ${afterTick} at ${intervention.atMs} ms`).toEqual([]);
    }
  },
);

/**
 * A worker that dies between its answer and its ack is the reason for a second answer (RS3), and one that dies before it
 * answers makes the answer wait for the visibility timeout. No crash of a worker makes a stale or an orphaned reply.
 */
function repliesOnlyRepeatedOrLate({ events }: RunOutcome): boolean {
  return events.every(({ type }) => type !== "reply-stale" && type !== "reply-orphaned");
}

/** A crash more is what queue glue below its last level is there to break of. */
function isBrittle({ variant }: RunRequest): boolean {
  return /^level-[0-5]$/.test(variant);
}

function withoutKeys({ scenario }: RunRequest): boolean {
  return scenario.workers.some(({ handler }) => handler.kind === "charge" && handler.key === "none");
}

testSampled(RUNS, turn(1))("%s: two interventions, one on the other: each prefix holds", async (_name, request) => {
  const base = await runVirtual(request);
  const [actor = ""] = workersOf(base);
  const first: Intervention = at(base, 0.3, { kind: "crash", actor });
  const once = await fork(request, first);
  const second: Intervention = at(once, 0.6, { kind: "restart", actor });
  const twice = await fork(request, first, second);
  const cut = twice.events.findIndex((event) => event.type === "intervention-made" && event.action.kind === "restart");
  const expected = once.events.filter((event) => (event.tick ?? 0) <= second.afterTick);
  expect(lines(twice.events.slice(0, cut))).toEqual(lines(expected));
  expectWellFormed(twice.events);
});

testSampled(RUNS, turn(2))(
  "%s: the same request twice gives the same bytes, interventions included",
  async (_name, request) => {
    const base = await runVirtual(request);
    const [actor = ""] = workersOf(base);
    const intervention = at(base, 0.5, { kind: "crash", actor });
    const [first, second] = [await fork(request, intervention), await fork(request, intervention)];
    expect(lines(second.events)).toEqual(lines(first.events));
    expect(second.tickTimes).toEqual(first.tickTimes);
    expect({ ...second.report, wallMs: 0 }).toEqual({ ...first.report, wallMs: 0 });
  },
);

function at(run: RunOutcome, part: number, action: Intervention["action"]): Intervention {
  const afterTick = Math.floor((run.tickTimes.length - 2) * part);
  return { afterTick, atMs: run.tickTimes[afterTick] ?? 0, action };
}
