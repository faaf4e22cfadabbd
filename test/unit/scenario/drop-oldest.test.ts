import { expect, test } from "vitest";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import { requestFor, scenarioById } from "../../support/runs.ts";

const scenario = scenarioById("burst");
const variant = "drop-oldest";

test("with 30 seeds it drops the oldest, and the run says how many", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { events, report } = await runVirtual(requestFor(scenario, { variant, seed }));
    const done = new Set(events.flatMap((event) => (event.type === "job-acked" ? [event.job] : []))).size;
    expect(report.verdict, report.sentence).toBe("passed");
    expect(report.sentence).toBe(`Of 24 jobs, ${done} are done, ${24 - done} dropped by the full queue.`);
  }
});

test.each([4, 12, 24, 40, 60].flatMap((size) => [1, 3, 8].map((workers) => ({ size, workers }))))(
  "at any setting of its knobs the verdict is passed: $size uploads, $workers workers",
  async (knobs) => {
    const { report } = await runVirtual(requestFor(scenario, { variant, knobs }));
    expect(report.verdict, report.sentence).toBe("passed");
  },
);
