import { expect, test } from "vitest";
import { compareOutcomes } from "../../../engine/scenario/compare/compare.ts";
import { cli } from "../../support/cli.ts";
import { brokenPromises, runOf, SEEDS } from "../../support/seeds.ts";

test.each(SEEDS)("at seed %i it holds, with a queue and orchestrated", async (seed) => {
  expect(await brokenPromises("one-step-job", seed)).toEqual([]);
});

test.each(SEEDS)("the same result at seed %i, and every cost is the orchestrator's", async (seed) => {
  const outcomes = [
    await runOf("one-step-job", "queue", { seed }),
    await runOf("one-step-job", "orchestrated", { seed }),
  ];
  expect(outcomes.map(({ report }) => report.ledger)).toEqual([outcomes[0]?.report.ledger, outcomes[0]?.report.ledger]);
  const { queue, orchestrated } = compareOutcomes(outcomes).designs;
  if (!queue || !orchestrated) throw new Error("both are compared");
  expect([queue.flows, orchestrated.flows]).toEqual([
    { ended: 3, stuck: 0, wrong: 0 },
    { ended: 3, stuck: 0, wrong: 0 },
  ]);
  expect(orchestrated.messages).toBe(2 * queue.messages);
  expect(orchestrated.answerMs).toBeGreaterThan(queue.answerMs ?? Number.NaN);
  expect([queue.parts, orchestrated.parts]).toMatchObject([
    { queues: 2, stores: 0, timers: 0, writesPerOrder: 0, code: { lines: 0 } },
    { queues: 5, stores: 2, timers: 1, writesPerOrder: 2 },
  ]);
});

test("compare prints the queue beside the orchestrator, and says so of what has nothing to compare", async () => {
  const { code, stdout } = await cli(["compare", "one-step-job"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n +queue +orchestrated\n/);
  const refused = await cli(["compare", "poison-dlq"]);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("has no flow to compare")]);
});
