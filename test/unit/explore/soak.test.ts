import { describe, expect, test } from "vitest";
import { judge } from "../../../engine/explore/judge.ts";
import { randomFaults } from "../../../engine/explore/random-faults.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { runSeries } from "../../soak/series.ts";
import { sumOf } from "../../soak/tally.ts";
import { requestFor } from "../../support/runs.ts";

/** A sample of `npm run soak`: seeds that are the same every time, and those that once found something. */
const PLACE = { run: runVirtual, sideBySide: 1, onRun: () => undefined };

/** Four orders that nobody refuses, two coordinators, one worker a service: the smallest that showed what was found. */
async function verdict(faults: Scenario["faults"]) {
  const { scenario } = randomFaults(1, { design: "orchestrated" });
  const workers = scenario.workers.map((worker) => ({
    ...worker,
    count: 1,
    handler: { ...worker.handler, refuses: [] },
  }));
  const flow = { ...scenario.flow, coordinators: 2 };
  const found = validateScenario({ ...scenario, hopMs: 40, workers, flow, faults }, "a seed that failed");
  const { wrong, run } = judge(await runVirtual(requestFor(found)));
  return { wrong, run };
}

const RIGHT = { wrong: [], run: [] };

describe("orders under random faults", () => {
  test("forty seeds leave no orchestrated order stuck, doubled or half undone", async () => {
    const { tally, failures } = await runSeries({ design: "orchestrated", firstSeed: 1, runs: 40 }, PLACE);
    expect(failures.map(({ faults, judgement }) => [faults.says, judgement.wrong, judgement.run])).toEqual([]);
    expect(tally).toMatchObject({ runs: 40, failedRuns: 0, orders: 160, wrongOrders: 0 });
    expect(sumOf(tally.struck)).toBeGreaterThan(80);
  });

  test("ten seeds are enough to find the naive glue wrong", async () => {
    const { tally } = await runSeries({ design: "glue-L0", firstSeed: 1, runs: 10 }, PLACE);
    expect(tally.wrongOrders).toBeGreaterThan(3);
  });
});

describe("seeds that failed once, with as few faults as it took", () => {
  test("the dead one's successor tells of a flow's start once more, after its end", async () => {
    expect(await verdict([{ kind: "crash", at: { job: "order-2", attempt: 1, point: "before-ack" } }])).toEqual(RIGHT);
  });

  test("so does whoever takes over from a paused one", async () => {
    const at = { job: "order-3", attempt: 1, point: "before-ack" } as const;
    expect(await verdict([{ kind: "pause", at, forMs: 11_680 }])).toEqual(RIGHT);
  });

  test("a service wakes up hundreds of tries behind: an answer to an early one counts, or it would never catch up", async () => {
    const pausedAt = (atMs: number) => ({ kind: "pause", at: { actor: "payment-1", atMs }, forMs: 150_000 }) as const;
    expect(await verdict([pausedAt(300), pausedAt(151_000)])).toEqual(RIGHT);
  });

  test.each([183, 411, 521, 630])(
    "seed %i: a shop that had all answers crashes and asks again, and the run waits for its answers",
    async (firstSeed) => {
      const { failures } = await runSeries({ design: "orchestrated", firstSeed, runs: 1 }, PLACE);
      expect(failures).toEqual([]);
    },
  );
});
