import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodeTrace } from "../../engine/scenario/trace-codec.ts";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import type { RunRequest } from "../../engine/scenario/run/run-types.ts";
import { ALL_RUNS, requestFor, scenarioById, SCENARIOS, shippedRun } from "../support/runs.ts";
import { every, testSampled } from "../support/sampled.ts";
import { firstDifference, storedTimeline, timelineOf, TIMELINES } from "./timeline.ts";

/**
 * What learners see of each scenario and variant, at its own seed. A changed line means that a lesson tells another
 * story, and that links to moments of older runs lead elsewhere. If you meant that, run `npm run golden`, read the diff
 * of `test/golden/timelines/`, and explain it in the commit.
 */
async function digest(request: RunRequest): Promise<string> {
  return (await runVirtual(request)).report.traceDigest ?? "none";
}

const LONG = new Set(["backlog"]);

describe("golden timelines", () => {
  test("there is one for each scenario and variant, and no other", () => {
    const stored = readdirSync(TIMELINES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(TIMELINES.length).replace(/\.txt$/, ""));
    expect(stored.toSorted()).toEqual(ALL_RUNS.map(([name]) => name).toSorted());
  });

  test.each(ALL_RUNS)("%s tells its stored story, with the same bytes each time", async (name, request) => {
    const first = await shippedRun(name);
    expect(firstDifference(storedTimeline(name), timelineOf(first))).toBeUndefined();

    // A flow waits for its timeouts, three servers wait for their election, and a backlog is long in being worked off.
    const isShort = !request.scenario.flow && request.scenario.servers === undefined && !LONG.has(request.scenario.id);
    if (isShort) expect(first.report.virtualMs, "time that a person has to watch").toBeLessThan(10_000);

    const digests = new Set([first.report.traceDigest]);
    // Randomness that is not keyed shows itself soon in so many scenarios.
    const repetitions = request.scenario.id === "crash-redelivery" ? 19 : 1;
    for (let n = 0; n < repetitions; n++) digests.add(await digest(request));
    expect(digests.size, "digests of the same run").toBe(1);
  });
});

const QUARTERS = [0, 1, 2, 3].map((from) => [`quarter ${from + 1}`, ALL_RUNS.filter(every(4, from))] as const);

testSampled(QUARTERS, every(4))(
  "%s of the runs: asked for at once they take their turns and do not disturb each other",
  async (_name, runs) => {
    const alone = [];
    for (const [name] of runs) alone.push(encodeTrace(await shippedRun(name)));
    const together = await Promise.all(runs.map(([, request]) => runVirtual(request)));
    const withoutWallTime = (text: string) => text.replaceAll(/"wallMs":\d+/g, "");
    expect(together.map(encodeTrace).map(withoutWallTime)).toEqual(alone.map(withoutWallTime));
  },
);

const DRAWN = SCENARIOS.filter(({ workers, producers, requesters }) =>
  /"(serviceMs|everyMs)":\[/.test(JSON.stringify([workers, producers, requesters])),
).map((scenario) => [scenario.id, scenario] as const);

test("a scenario that draws is known by its ranges", () => {
  expect(DRAWN.map(([id]) => id)).toContain("crash-redelivery");
});

testSampled(DRAWN, every(3))("%s draws: other seeds give other digests", async (_id, scenario) => {
  const digests = [];
  for (let seed = 100; seed < 110; seed++) digests.push(await digest(requestFor(scenario, { seed })));
  expect(new Set(digests).size).toBe(10);
});

test("a knob that is turned to where it stands changes nothing; turned further, it does", async () => {
  const scenario = scenarioById("crash-redelivery");
  const base = await digest(requestFor(scenario));
  expect(await digest(requestFor(scenario, { knobs: { "ack-wait": 3_000 } }))).toBe(base);
  expect(await digest(requestFor(scenario, { knobs: { "ack-wait": 3_500 } }))).not.toBe(base);
});
