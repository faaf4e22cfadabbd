import { expect, test } from "vitest";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import { requestFor } from "../support/runs.ts";
import { smallScenario } from "../support/traces.ts";
import { expectWellFormed } from "../support/well-formed.ts";

/**
 * A3: jobs that a worker runs side by side and that take equally long hear from the outside services in one and the same drain.
 * When the first of them dies there, the others must not get a word in.
 */
test.each(["before-effect", "before-ack", "after-ack"] as const)(
  "a crash %s ends all jobs of the incarnation, also those in the same drain",
  async (point) => {
    const jobNames = ["a", "b", "c", "d"];
    const scenario = smallScenario({
      // One producer each, so that all are sent in the same millisecond and travel together.
      producers: jobNames.map((jobName) => ({ name: `shop-${jobName}`, queue: "orders", jobName, jobs: 1 })),
      workers: [
        {
          name: "worker",
          queue: "orders",
          concurrency: 4,
          handler: { kind: "charge", serviceMs: 50, key: "job" },
          restartAfterMs: 100,
        },
      ],
      faults: [{ kind: "crash", at: { job: "b-1", attempt: 1, point } }],
    });
    const { events, report } = await runVirtual(requestFor(scenario));
    expectWellFormed(events);
    const crash = events.find(({ type }) => type === "actor-crashed");
    const held = events.filter((event) => event.type === "job-started" && event.seq < (crash?.seq ?? 0));
    expect(held.length, "jobs side by side at the crash").toBeGreaterThan(1);
    expect(report.checks.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(report.ledger.actual).toEqual(report.ledger.expected);
  },
);
