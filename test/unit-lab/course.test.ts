import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { validateScenario } from "../../engine/scenario/validate.ts";
import { asCards, courseProblems, lessonsOf, pathOf } from "../../lab/src/course/course.ts";
import { aboutTime, nextOnPath, onwardFrom, placeOf } from "../../lab/src/course/path.ts";
import { pictureOf } from "../../lab/src/course/picture.ts";
import { COURSE, SCENARIO_SOURCES } from "../../scenarios/index.ts";
import { crashRedelivery } from "../../scenarios/crash-redelivery.ts";
import { glueCoordinatorCrash } from "../../scenarios/glue-coordinator-crash.ts";
import { queueVsLog } from "../../scenarios/queue-vs-log.ts";

const course = asCards(COURSE);
const none = () => false;

describe("the map", () => {
  test("has every lesson exactly once, and every file of a scenario is on it", () => {
    expect(courseProblems(course)).toEqual([]);
    const ids = lessonsOf(course).map(({ id }) => id);
    expect(ids).toEqual(SCENARIO_SOURCES.map(({ id }) => id));
    const files = readdirSync(new URL("../../scenarios/", import.meta.url)).filter((file) => file.endsWith(".ts"));
    // `index.ts` is the map, and `order-flow.ts` has the parts that several scenarios share.
    const scenarios = files.filter((file) => !["index.ts", "order-flow.ts"].includes(file));
    expect([...ids].sort()).toEqual(scenarios.map((file) => file.replace(".ts", "")).sort());
  });

  test("names what is wrong with a map, and where", () => {
    const [first, ...rest] = course.chapters;
    const [lesson] = first?.lessons ?? [];
    if (!first || !lesson) throw new Error("an empty map");
    const wrong = (lessons: typeof first.lessons, more: object = {}) =>
      courseProblems({ ...course, chapters: [{ ...first, ...more, lessons }, ...rest] });
    expect(wrong([...first.lessons, lesson])).toEqual([
      `chapters: found the lesson "${lesson.id}" twice, expected each lesson once`,
    ]);
    expect(wrong(first.lessons.map((one) => ({ ...one, onPath: false })))).toEqual([
      "chapters: expected the core path to begin with the first lesson",
      `${first.title}: found no lesson of the core path, expected at least one, so that the path leads through it`,
    ]);
    expect(wrong([{ ...lesson, minutes: 90 }])).toEqual([
      `${lesson.id}: minutes: found 90, expected a whole number from 1 to 15`,
    ]);
    expect(wrong(first.lessons, { beside: "fan-out" })).toEqual([
      `${first.title}: beside: found "fan-out", expected a lesson of this chapter`,
    ]);
    expect(courseProblems({ ...course, end: { title: "Nowhere", href: "guide" } })).toEqual([
      'end.href: found "guide", expected the address of a page, such as #/guide',
    ]);
    expect(courseProblems({ ...course, example: "no-such" })[0]).toMatch(/example: found "no-such"/);
  });

  test("has a core path that fits into one sitting", () => {
    expect(pathOf(course).length).toBeGreaterThanOrEqual(16);
    expect(aboutTime(pathOf(course))).toMatch(/^about [67][05] minutes$/);
    expect(aboutTime(lessonsOf(course))).toMatch(/^about [34] hours$/);
  });
});

describe("the way on", () => {
  test("the path leads from its first lesson through each of its lessons to its last", () => {
    const walked: string[] = [];
    for (let at = pathOf(course)[0] ?? null; at !== null; at = onwardFrom(course, at.id, none).path) {
      expect(walked).not.toContain(at.id);
      walked.push(at.id);
    }
    expect(walked).toEqual(pathOf(course).map(({ id }) => id));
  });

  test("every lesson leads on to a lesson, but the last of the path", () => {
    const last = pathOf(course).at(-1);
    for (const { id } of lessonsOf(course)) {
      const { path, deeper } = onwardFrom(course, id, none);
      if (id !== last?.id) expect(path ?? deeper, id).not.toBeNull();
    }
  });

  test("from beside the path, it goes on with the first lesson of the path that is not done", () => {
    const [first, second] = pathOf(course);
    const beside = lessonsOf(course).find(({ onPath }) => !onPath);
    const isDone = (id: string) => id === first?.id;
    expect(onwardFrom(course, beside?.id ?? "", isDone).path).toBe(second);
    expect(nextOnPath(course, () => true)).toBeNull();
    expect(placeOf(course, beside?.id ?? "")?.step).toBeNull();
    expect(placeOf(course, second?.id ?? "")).toMatchObject({ step: 2, steps: pathOf(course).length });
    expect(placeOf(course, "no-such")).toBeNull();
  });
});

test("a lesson's card shows the lesson's picture", () => {
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
