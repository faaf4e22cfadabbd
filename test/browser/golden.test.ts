import { expect, test } from "vitest";
import { runVirtual } from "../../engine/scenario/run-virtual.ts";
import golden from "../golden/digests.json";
import { ALL_RUNS } from "../support/runs.ts";

/* oxlint-disable ackademy/banned -- that the realm gives these back is under test */

test.each(ALL_RUNS)("%s has in Chromium the digest that it has in Node", async (name, request) => {
  const { report } = await runVirtual(request);
  expect(report.traceDigest).toBe((golden as Record<string, string>)[name]);
});

test("after a run the page has its own time again", async () => {
  const before = [globalThis.setTimeout, globalThis.setInterval, Date, Math.random, crypto.getRandomValues];
  const [first] = ALL_RUNS;
  if (first) await runVirtual(first[1]);
  expect([globalThis.setTimeout, globalThis.setInterval, Date, Math.random, crypto.getRandomValues]).toEqual(before);
});
