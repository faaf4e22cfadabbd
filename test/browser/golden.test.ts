import { expect, test } from "vitest";
import { commands } from "vitest/browser";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import { ALL_RUNS } from "../support/runs.ts";

/* oxlint-disable ackademy/banned -- that the realm gives these back is under test */

const inNode = await commands.digestsInNode();

test.each(ALL_RUNS)("%s has in Chromium the digest that it has in Node", async (name, request) => {
  const { report } = await runVirtual(request);
  expect(report.traceDigest).toBe(inNode[name]);
});

test("after a run the page has its own time again", async () => {
  const before = [globalThis.setTimeout, globalThis.setInterval, Date, Math.random, crypto.getRandomValues];
  const [first] = ALL_RUNS;
  if (first) await runVirtual(first[1]);
  expect([globalThis.setTimeout, globalThis.setInterval, Date, Math.random, crypto.getRandomValues]).toEqual(before);
});
