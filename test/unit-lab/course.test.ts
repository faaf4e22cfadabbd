import { expect, test } from "vitest";
import { validateScenario } from "../../engine/scenario/validate.ts";
import { pictureOf } from "../../lab/src/course/picture.ts";
import { COURSE, SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { crashRedelivery } from "../../scenarios/crash-redelivery.ts";
import { glueCoordinatorCrash } from "../../scenarios/glue-coordinator-crash.ts";
import { queueVsLog } from "../../scenarios/queue-vs-log.ts";

test("each scenario is a chapter of one part, and the parts name chapters of their own", () => {
  const ids = COURSE.parts.flatMap(({ chapters }) => chapters.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(SCENARIO_SOURCES.map(({ id }) => id));
  for (const { beside, chapters } of COURSE.parts) if (beside) expect(chapters).toContain(beside);
  expect(SCENARIO_SOURCES).toContain(COURSE.example);
});

test("a chapter shows its lesson's picture", () => {
  expect(pictureOf(crashRedelivery)).toEqual(crashRedelivery.lesson?.picture);
});

test("a lesson without a picture gets one of what its scenario has", () => {
  const without = (scenario: typeof crashRedelivery) => {
    const { lesson, ...rest } = scenario;
    expect(lesson).toBeDefined();
    return pictureOf(rest);
  };
  expect(without(crashRedelivery)).toEqual([{ shape: "tube" }, { shape: "worker", is: "dead" }]);
  expect(without(glueCoordinatorCrash)).toEqual([
    { shape: "requester" },
    { shape: "tube" },
    { shape: "coordinator", is: "dead" },
    { shape: "worker" },
  ]);
  expect(without(queueVsLog)[0]).toEqual({ cells: 3, read: 1 });
});

test("a picture of shapes that nobody can draw is refused", () => {
  const { lesson } = crashRedelivery;
  const wrong = { ...crashRedelivery, lesson: { ...lesson, picture: [{ shape: "elephant" }] } };
  expect(() => validateScenario(wrong, "wrong.ts")).toThrow(/picture/);
});
