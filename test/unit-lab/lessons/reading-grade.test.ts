import { expect, test } from "vitest";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { constantName, asModule, lessonTemplate } from "../../lesson/template.ts";
import { SCENARIOS } from "../../support/runs.ts";
import { HIGHEST_GRADE, lessonProblems } from "./judge-lesson.ts";
import { readingGrade, textOf } from "./reading-grade.ts";

test.each(SCENARIOS.flatMap(({ id, lesson }) => (lesson ? [[id, lesson] as const] : [])))(
  "%s can be read after eight years of school",
  (_, lesson) => {
    expect(readingGrade(textOf(lesson))).toBeLessThanOrEqual(HIGHEST_GRADE);
  },
);

test("a heavy text has a higher grade than a plain one", () => {
  const heavy =
    "Notwithstanding the aforementioned considerations, the asynchronous communication infrastructure necessitates a comprehensive reevaluation of acknowledgement semantics.";
  expect(readingGrade(heavy)).toBeGreaterThan(HIGHEST_GRADE);
  expect(readingGrade("A worker takes a job. It does the work. Then it sends an ack.")).toBeLessThan(4);
});

test("a lesson that begins from the template has every step, and is true", async () => {
  const scenario = validateScenario(lessonTemplate("my-lesson"), "the template");
  const { segments, challenge, remember, reading, next } = scenario.lesson ?? {};
  for (const step of [segments, challenge, remember, reading, next?.prediction]) expect(step).toBeDefined();
  expect(await lessonProblems(scenario)).toEqual([]);
  expect(constantName("my-lesson-2")).toBe("myLesson2");
  expect(asModule(lessonTemplate("my-lesson"))).toContain("export const myLesson: ScenarioSource = {");
});

test("a lesson that is not true is told so, by the command too", async () => {
  const template = lessonTemplate("my-lesson");
  const situation = ["The worker crashes at order-9."];
  const wrong = validateScenario({ ...template, lesson: { ...template.lesson, situation } }, "the template");
  expect(await lessonProblems(wrong)).toContain("my-lesson/calm: not in this run: The worker crashes at order-9.");
});
