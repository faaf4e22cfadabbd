import { describe, expect, test } from "vitest";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { Lesson } from "../../../engine/scenario/schema/lesson.ts";
import { SCENARIOS } from "../../support/runs.ts";
import { markedChoices, untruths } from "./judge.ts";
import { offeredRuns } from "./offered-runs.ts";
import { givenAway, unaskedNumbers } from "./wording.ts";

/** Every lesson, in each run that the lab offers in it: each variant, each knob at each of its values, the next step. */
const LESSONS = SCENARIOS.flatMap((scenario) =>
  scenario.lesson ? [[scenario.id, scenario, scenario.lesson] as const] : [],
);
/** The choice that the run proves right for which the lesson was written. */
const rightOf = new Map<string, string>();

describe.each(LESSONS)("%s", (id, scenario, lesson) => {
  test("says nothing that is not true of the run on screen", async () => {
    const found: string[] = [];
    for (const { name, request, scenario: resolved, isWritten } of offeredRuns(scenario)) {
      const { events } = await runVirtual(request);
      const run = { scenario: resolved, lesson, events, isWritten };
      if (isWritten) rightOf.set(id, markedChoices(run)[0] ?? "");
      found.push(...untruths(run).map((untruth) => `${name}: ${untruth}`));
    }
    expect(found).toEqual([]);
  });

  test("asks for every number that a choice states", () => {
    const unasked = lesson.prediction.choices.flatMap(({ id: choice, text, when }) =>
      unaskedNumbers(text, when).map((number) => `${choice}: ${number}`),
    );
    expect(unasked).toEqual([]);
  });

  test("tells no figure of the run before the prediction", () => {
    const figures = lesson.situation.flatMap((said) => (typeof said === "string" ? [] : Object.values(said.figures)));
    expect(figures.filter((figure) => "query" in figure)).toEqual([]);
  });

  test("does not give the answer away on its card", () => {
    expect(givenAway(lesson, rightOf.get(id) ?? "", `${scenario.title} ${scenario.shows}`)).toBeLessThan(0.5);
  });

  test("has choices of about the same length", () => {
    const lengths = lesson.prediction.choices.map(({ text }) => text.length);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(Math.max(10, 0.5 * Math.min(...lengths)));
  });
});

describe("over all lessons", () => {
  const right = ([id, , { prediction }]: readonly [string, Scenario, Lesson]) =>
    prediction.choices.findIndex((choice) => choice.id === rightOf.get(id));

  test("the right choice is the longest one no more often than by chance", () => {
    const longest = LESSONS.filter((lesson) => {
      const lengths = lesson[2].prediction.choices.map(({ text }) => text.length);
      return lengths.every((length, i) => i === right(lesson) || length < (lengths[right(lesson)] ?? 0));
    });
    expect(longest.map(([id]) => id).length).toBeLessThanOrEqual(LESSONS.length / 3);
  });

  test("the right choice stands in no place more often than in half of the lessons", () => {
    const places = LESSONS.map(right);
    for (const place of new Set(places))
      expect(places.filter((one) => one === place).length, `place ${place + 1}`).toBeLessThanOrEqual(
        LESSONS.length / 2,
      );
  });
});
