import { expect, test } from "vitest";
import { CrashPoint } from "../../../engine/trace/crash-point.ts";
import { surviveDeaths } from "../../support/orders/deaths.ts";
import { CANCELLED, COMPLETED, UNANSWERED } from "../../support/orders/stories.ts";

/**
 * O1 to O4, O8: an orchestrator that dies between any two steps of its loop leaves nothing that the next one does not end.
 * (Two deaths: crash-pairs-*; at every tick: crash-ticks.)
 */
const ITS_POINTS: readonly CrashPoint[] = [
  CrashPoint.BeforeLoad,
  CrashPoint.BeforeSave,
  CrashPoint.AfterSave,
  CrashPoint.BeforePublish,
  CrashPoint.BeforeSchedule,
  CrashPoint.BeforeUnschedule,
  CrashPoint.BeforeAck,
  CrashPoint.AfterAck,
];

const STORIES = [
  ["an order that is completed", COMPLETED],
  ["an order that is undone", CANCELLED],
  ["an order whose charge nobody confirms", UNANSWERED],
] as const;

test.each(STORIES)("%s passes every named point", async (_name, story) => {
  const { passes } = await surviveDeaths(story, []);
  expect(new Set(passes.map(({ point }) => point))).toEqual(new Set(ITS_POINTS));
});

test.each(STORIES)("%s survives a death at each pass", async (_name, story) => {
  const { passes } = await surviveDeaths(story, []);
  expect(passes.length).toBeGreaterThan(20);
  for (const { nth } of passes) expect((await surviveDeaths(story, [nth])).deaths).toBe(1);
});
