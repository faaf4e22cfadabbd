import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { encodeTrace } from "../../engine/scenario/trace-codec.ts";
import { runVirtual } from "../../engine/scenario/run-virtual.ts";
import type { RunRequest } from "../../engine/scenario/run-types.ts";
import { ALL_RUNS, requestFor, scenarioById, SCENARIOS } from "../support/runs.ts";

/**
 * Each scenario's trace digest at its own seed. A digest that changes means that what learners see has changed, and
 * that links to moments of older runs lead elsewhere. If that is meant, write the new ones and say why in the commit:
 *
 *   UPDATE_GOLDEN=1 npx vitest run --config=test/vitest.config.ts --project=unit test/golden
 */
const FILE = fileURLToPath(new URL("digests.json", import.meta.url));

async function digest(request: RunRequest): Promise<string> {
  return (await runVirtual(request)).report.traceDigest ?? "none";
}

describe("golden digests", async () => {
  if (process.env["UPDATE_GOLDEN"] === "1") {
    const digests: Record<string, string> = {};
    for (const [name, request] of ALL_RUNS) digests[name] = await digest(request);
    writeFileSync(FILE, `${JSON.stringify(digests, null, 2)}\n`);
  }
  const golden = JSON.parse(readFileSync(FILE, "utf8")) as Record<string, string>;

  test("there is one for each scenario and variant, and no other", () => {
    expect(Object.keys(golden)).toEqual(ALL_RUNS.map(([name]) => name));
  });

  test.each(ALL_RUNS)("%s is as it was", async (name, request) => {
    expect(await digest(request)).toBe(golden[name]);
  });

  // A flow waits for its time-outs, three servers for their election.
  test.each(ALL_RUNS.filter(([, { scenario }]) => !scenario.flow && scenario.servers === undefined))(
    "%s asks for no more than ten seconds of a person's time, where time is real",
    async (_name, request) => {
      expect((await runVirtual(request)).report.virtualMs).toBeLessThan(10_000);
    },
  );

  test.each(ALL_RUNS)("%s: run again and again, it gives one digest", async (name, request) => {
    const digests = new Set<string>();
    // Chance, where there is any, shows itself soon in so many scenarios.
    const runs = request.scenario.id === "crash-redelivery" ? 20 : 3;
    for (let n = 0; n < runs; n++) digests.add(await digest(request));
    expect([...digests]).toEqual([golden[name]]);
  });
});

test("runs that are asked for at once take their turns and do not disturb each other", async () => {
  const alone = [];
  for (const [, request] of ALL_RUNS) alone.push(encodeTrace(await runVirtual(request)));
  const together = await Promise.all(ALL_RUNS.map(([, request]) => runVirtual(request)));
  const withoutWallTime = (text: string) => text.replaceAll(/"wallMs":\d+/g, "");
  expect(together.map(encodeTrace).map(withoutWallTime)).toEqual(alone.map(withoutWallTime));
});

test("other seeds give other digests, wherever anything is drawn", async () => {
  const drawn = SCENARIOS.filter(({ workers, producers, requesters }) =>
    /"(serviceMs|everyMs)":\[/.test(JSON.stringify([workers, producers, requesters])),
  );
  expect(drawn.map(({ id }) => id)).toContain("crash-redelivery");
  for (const scenario of drawn) {
    const digests = [];
    for (let seed = 100; seed < 110; seed++) digests.push(await digest(requestFor(scenario, { seed })));
    expect(new Set(digests).size, scenario.id).toBe(10);
  }
});

test("a knob that is turned to where it stands changes nothing; turned further, it does", async () => {
  const scenario = scenarioById("crash-redelivery");
  const base = await digest(requestFor(scenario));
  expect(await digest(requestFor(scenario, { knobs: { "ack-wait": 3_000 } }))).toBe(base);
  expect(await digest(requestFor(scenario, { knobs: { "ack-wait": 3_500 } }))).not.toBe(base);
});
