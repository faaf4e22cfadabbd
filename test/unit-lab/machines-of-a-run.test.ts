import { describe, expect, test } from "vitest";
import type { ScenarioSource } from "../../engine/scenario/schema.ts";
import { chartAt, chartOf } from "../../lab/src/stage/statechart/chart.ts";
import { allStates } from "../../lab/src/stage/statechart/chart-words.ts";
import type { ChartView } from "../../lab/src/stage/statechart/types.ts";
import { localRunner } from "../../lab/src/session/run-once.ts";
import { runOf } from "../../lab/src/session/run-of.ts";
import { requestOf, writtenSetup } from "../../lab/src/session/run-setup.ts";
import type { Run } from "../../lab/src/session/types.ts";
import { flowVersionChange } from "../../scenarios/flow-version-change.ts";
import { glueHappy } from "../../scenarios/glue-happy.ts";
import { naiveRestore } from "../../scenarios/naive-restore.ts";
import { oneStepJob } from "../../scenarios/one-step-job.ts";

/** Which machine drives which order of a run, when a run has more than the order's first version. */
async function run(source: ScenarioSource, variant: string): Promise<Run> {
  const scenario = await localRunner.check(source, source.id);
  const request = { ...requestOf(scenario, writtenSetup(scenario)), variant };
  return runOf(0, request, await localRunner.run(request));
}

function viewOf({ statecharts, index }: Run, order: string, atMs: number): ChartView {
  const chart = chartOf(statecharts, index, order, atMs);
  if (!chart) throw new Error(`no machine drives ${order}`);
  return chartAt(chart, index, order, atMs);
}
const paths = ({ statecharts, index }: Run, order: string) => {
  const chart = chartOf(statecharts, index, order, index.endMs);
  return chart ? allStates(chart.root).map(({ path }) => path) : [];
};

test("queue glue has no machine", async () => {
  expect((await run(glueHappy, "level-6")).statecharts).toEqual([]);
});

test("a job of one step has a machine of one", async () => {
  const job = await run(oneStepJob, "orchestrated");
  expect(job.statecharts.map(({ graph }) => graph.id)).toEqual(["job"]);
  expect(paths(job, "renewal-1")).toEqual(["", "charging", "done"]);
});

test("an order is drawn in the version that it began with", async () => {
  const deployed = await run(flowVersionChange, "orchestrated");
  expect(deployed.statecharts.map(({ version }) => version)).toEqual(["1", "2"]);
  expect(paths(deployed, "order-2")).toContain("charging");
  expect(paths(deployed, "order-3")).toContain("paying.checking");
  // Before it begins, in the version that it will begin with.
  const before = viewOf(deployed, "order-3", 0);
  expect([before.status, before.root.states[1]?.path]).toEqual(["not started", "paying"]);
});

describe("XState alone", () => {
  test("its timer is in memory, and said until it dies with its process", async () => {
    const naive = await run(naiveRestore, "naive");
    const armed = viewOf(naive, "order-2", 6_200);
    expect(armed.waits).toMatchObject([{ path: "waiting", until: 8_159, remainingMs: 1_959 }]);
    expect(armed.timers).toBe("memory");
    const [gone] = viewOf(naive, "order-2", 10_000).waits;
    expect(gone).toMatchObject({ path: "waiting", until: null });
    expect(gone?.says).toBe("waits forever: its timer was lost when its process died");
  });

  test("a state that asks stands for the question", async () => {
    const naive = await run(naiveRestore, "naive");
    expect(viewOf(naive, "order-2", 5_000).waits[0]?.says).toBe("waits for shipping to answer (ship)");
  });

  test("the orchestrator runs the same machine, and its deadline is stored", async () => {
    const orchestrated = await run(naiveRestore, "orchestrated");
    const view = viewOf(orchestrated, "order-2", 7_000);
    expect(view.timers).toBe("store");
    expect(view.waits[0]).toMatchObject({ path: "waiting", says: "waits: after 2 s it continues by itself" });
    expect(view.waits[0]?.until).not.toBeNull();
    expect(viewOf(orchestrated, "order-2", 9_000).came?.by).toBe("after 2 s");
  });
});
