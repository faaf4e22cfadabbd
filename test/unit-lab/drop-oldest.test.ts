import { describe, expect, test } from "vitest";
import { runVirtual } from "../../engine/scenario/run/run-virtual.ts";
import { resolveScenario } from "../../engine/scenario/run/resolve.ts";
import { indexTrace } from "../../lab/src/stage/trace/index-trace.ts";
import { jobLife } from "../../lab/src/stage/job-life.ts";
import { marks } from "../../lab/src/panels/time-machine/marks.ts";
import { stageAt } from "../../lab/src/stage/stage.ts";
import { requestFor, scenarioById } from "../support/runs.ts";

async function drawn(knobs: { readonly size?: number; readonly workers?: number }, seed: number) {
  const request = requestFor(scenarioById("burst"), { variant: "drop-oldest", knobs, seed });
  const { events, report } = await runVirtual(request);
  return { events, report, index: indexTrace({ scenario: resolveScenario(request), broker: "sim", events }) };
}

describe.each([{}, { workers: 1 }, { size: 60, workers: 4 }])("DO1, with %j", (knobs) => {
  test.each([1, 2, 3, 4, 5])("the queue is as deep as the broker says at every look, seed %i", async (seed) => {
    const { events, report, index } = await drawn(knobs, seed);
    for (const event of events) {
      if (event.type !== "queue-observed") continue;
      expect([event.at, stageAt(index, event.at - index.hopMs).queues[0]?.depth]).toEqual([event.at, event.stored]);
    }
    expect(report.sentence).toContain(`${index.drops.length} dropped by the full queue`);
  });
});

test("what is dropped is told by the queue, by its flags, and in its life, as derived", async () => {
  const { index } = await drawn({}, 11);
  const [first] = index.drops.filter(({ job }) => job === "upload-3");
  if (!first) throw new Error("upload-3 was not dropped");
  const before = stageAt(index, first.at - 1).queues[0];
  const after = stageAt(index, first.at).queues[0];
  expect([before?.waitingJobs.includes("upload-3"), after?.waitingJobs.includes("upload-3")]).toEqual([true, false]);
  expect(after?.justDropped).toEqual(["upload-3"]);
  expect(after?.depth).toBe(10);
  const end = stageAt(index, index.endMs).queues[0];
  expect([end?.justDropped, end?.dropped.length]).toEqual([[], index.drops.length]);
  expect(
    marks(index)
      .flags.filter(({ kind }) => kind === "dropped")
      .map(({ job }) => job),
  ).toContain("upload-3");
  expect(jobLife(index, "upload-3").at(-1)).toMatchObject({
    text: "dropped: uploads was full, and it was the oldest",
    derived: true,
    tone: "bad",
  });
  // What was in somebody's hands is done all the same, and no drop.
  const inHand = index.messages.find(({ dropped, deliveries }) => dropped !== null && deliveries.length > 0);
  expect(index.drops.map(({ job }) => job)).not.toContain(inHand?.job);
  expect(jobLife(index, inHand?.job ?? "").map(({ text }) => text)).toContain(
    "deleted while in flight: uploads was full, and it was the oldest",
  );
});
