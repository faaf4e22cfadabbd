import { expect, test } from "vitest";
import { combine } from "../../../engine/cli/combine.ts";
import { knobSettings } from "../../../engine/cli/knob-settings.ts";
import { paint } from "../../../engine/cli/paint.ts";
import { repeatCommand } from "../../../engine/cli/repeat-command.ts";
import type { RunReport } from "../../../engine/scenario/run/run-types.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";

const report: RunReport = {
  scenario: "s",
  variant: "a",
  broker: "sim",
  seed: 1,
  verdict: "passed",
  sentence: "All is well.",
  checks: [],
  virtualMs: 100,
  wallMs: 7,
  events: 3,
  counts: { "job-sent": 2, "job-acked": 1 },
  ledger: { expected: { effects: 1, cents: 10 }, actual: { effects: 2, cents: 20 } },
  measures: { queues: {}, workers: {} },
  traceDigest: "d1",
};

test("one variant's report is itself, without the variant's name", () => {
  const { variant: _, ...rest } = report;
  expect(combine([report], 9.6)).toEqual({ ...rest, measures: { a: report.measures }, wallMs: 10 });
});

test("several: sums, every sentence with its variant, one failure fails all, a digest over the digests in their order", () => {
  const other: RunReport = {
    ...report,
    variant: "b",
    verdict: "failed",
    sentence: "Not so.",
    counts: { "job-sent": 1, "job-failed": 4 },
    traceDigest: "d2",
  };
  const both = combine([report, other], 20);
  expect(both).toMatchObject({
    verdict: "failed",
    sentence: "a: All is well. b: Not so.",
    virtualMs: 200,
    events: 6,
    wallMs: 20,
  });
  expect(both.counts).toEqual({ "job-sent": 3, "job-acked": 1, "job-failed": 4 });
  expect(both.ledger).toEqual({ expected: { effects: 2, cents: 20 }, actual: { effects: 4, cents: 40 } });
  expect(Object.keys(both.measures)).toEqual(["a", "b"]);
  expect(both.traceDigest).toMatch(/^[0-9a-f]{64}$/);
  expect(combine([other, report], 20).traceDigest).not.toBe(both.traceDigest);
});

test("on a real server there is neither a digest nor virtual time", () => {
  const real: RunReport = { ...report, broker: "nats", virtualMs: null, traceDigest: null };
  expect(combine([real, { ...real, variant: "b" }], 1)).toMatchObject({ virtualMs: null, traceDigest: null });
});

test("a setting's value is read as its knob takes it", () => {
  const scenario = scenarioById("poison-dlq");
  expect(knobSettings(scenario, ["max-attempts=null", "retry-delay=200"])).toEqual({
    "max-attempts": null,
    "retry-delay": 200,
  });
  expect(knobSettings(scenario, ["max-attempts=3"])).toEqual({ "max-attempts": 3 });
  expect(knobSettings(scenarioById("double-charge"), ["key=job"])).toEqual({ key: "job" });
});

test("colours only on a terminal, and not where NO_COLOR is set", () => {
  const painted = (isTTY: boolean | undefined, env: NodeJS.ProcessEnv) =>
    paint({ isTTY } as { isTTY: boolean }, env)("red", "x").text !== "x";
  expect([painted(false, {}), painted(undefined, {}), painted(true, { NO_COLOR: "1" })]).toEqual([false, false, false]);
  expect([painted(true, {}), painted(true, { NO_COLOR: "" })]).toEqual([true, true]);
});

test("the command that repeats a run holds everything that made it, quoted for a shell", () => {
  const requests = [requestFor(scenarioById("crash-redelivery"))];
  const options = { broker: "sim", set: [], json: false } as const;
  expect(repeatCommand("crash-redelivery", options, requests)).toBe(
    "npm run -s scenario -- run crash-redelivery --seed 7",
  );
  const full = {
    ...options,
    broker: "nats",
    server: "nats://ann:secret@localhost:4222",
    set: ["a=1", "b=x y"],
    variant: "v",
  } as const;
  expect(repeatCommand("it's mine.yaml", full, requests)).toBe(
    String.raw`npm run -s scenario -- run 'it'\''s mine.yaml' --broker nats --server nats://localhost:4222 --seed 7 --set a=1 --set 'b=x y' --variant v`,
  );
});
