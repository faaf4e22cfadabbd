import { expect, test } from "vitest";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { requestFor } from "../../support/runs.ts";

/** Two jobs that fail take both places for a long time; the third one cannot begin. */
const source = (maxInFlight: number) => ({
  id: "stalled",
  title: "Stalled",
  shows: "Delayed jobs hold every place.",
  limitMs: 60_000,
  queues: [{ name: "calls", maxInFlight, maxAttempts: 2, retry: { kind: "fixed", delayMs: 20_000 } }],
  producers: [{ name: "caller", queue: "calls", jobName: "call", jobs: 3, everyMs: 10 }],
  workers: [{ name: "worker", queue: "calls", handler: { kind: "work", serviceMs: 10 } }],
  faults: [1, 2].map((n) => ({ kind: "poison", job: `call-${n}` })),
});

async function play(maxInFlight: number) {
  const { events } = await runVirtual(requestFor(validateScenario(source(maxInFlight), "stalled")));
  const stalls = events.flatMap((event) =>
    event.type === "queue-observed" && event.stalled === true ? [event.at] : [],
  );
  const begun = events.find((event) => event.type === "job-started" && event.job === "call-3");
  return { stalls, begunAt: begun?.at ?? Infinity };
}

test("a run tells when jobs that back off hold all places of a queue, and another job cannot begin", async () => {
  const { stalls, begunAt } = await play(2);
  expect(stalls.length).toBeGreaterThan(0);
  expect(begunAt).toBeGreaterThan(20_000);
});

test("with a place more nothing stalls", async () => {
  const { stalls, begunAt } = await play(3);
  expect(stalls).toEqual([]);
  expect(begunAt).toBeLessThan(1_000);
});
