import { expect, test } from "vitest";
import { ofType } from "../../../engine/trace/of-type.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { requestFor } from "../../support/runs.ts";
import { smallScenario } from "../../support/traces.ts";

/** Eight jobs, and one of them kills its worker at each of its runs. */
function poisoned(poison: number, worker: { readonly concurrency?: number; readonly prefetch?: number }) {
  const job = `order-${poison}`;
  return smallScenario({
    queues: [{ name: "orders", maxAttempts: 3, ackWaitMs: 1_000 }],
    producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 8, everyMs: 5 }],
    workers: [
      {
        name: "worker",
        queue: "orders",
        handler: { kind: "charge", serviceMs: 20, key: "none" },
        restartAfterMs: 100,
        ...worker,
      },
    ],
    faults: [1, 2, 3, 4, 5].map((attempt) => ({
      kind: "crash",
      at: { point: "before-effect", job, attempt },
    })),
  });
}

test.each([1, 4, 8])(
  "a poison job (number %i of eight, all prefetched) takes none of its neighbours with it",
  async (poison) => {
    const { events, report } = await runVirtual(requestFor(poisoned(poison, { prefetch: 8 })));
    expect(ofType(events, "job-dead-lettered").map(({ job, reason }) => [job, reason])).toEqual([
      [`order-${poison}`, "given up after 3 runs that nobody finished"],
    ]);
    expect(ofType(events, "actor-crashed")).toHaveLength(3);
    expect(new Set(ofType(events, "job-acked").map(({ job }) => job)).size).toBe(8);
    expect(report.sentence).toContain("Of 8 jobs, 7 are done, 1 dead-lettered");
  },
);

test("nor those that ran beside it: the fourth run is by itself, and tells who the killer is", async () => {
  const { events, report } = await runVirtual(requestFor(poisoned(2, { concurrency: 8 })));
  expect(ofType(events, "job-dead-lettered").map(({ job }) => job)).toEqual(["order-2"]);
  expect(ofType(events, "job-started").filter(({ job }) => job === "order-2")).toHaveLength(4);
  expect(report.sentence).toContain("Of 8 jobs, 7 are done, 1 dead-lettered");
});
