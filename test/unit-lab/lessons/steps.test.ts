import { describe, expect, test } from "vitest";
import { validateScenario } from "../../../engine/scenario/validate.ts";
import { COURSE } from "../../../scenarios/index.ts";
import { crashRedelivery } from "../../../scenarios/crash-redelivery.ts";
import { doubleCharge } from "../../../scenarios/double-charge.ts";
import { scenarioById, SCENARIOS } from "../../support/runs.ts";
import { challengeProblems, secondChoice, segmentProblems } from "./judge-steps.ts";

const PATH = new Set(
  COURSE.chapters
    .flatMap(({ lessons }) => lessons)
    .filter(({ onPath }) => onPath)
    .map(({ scenario }) => scenario.id),
);
const LESSONS = SCENARIOS.flatMap((scenario) =>
  scenario.lesson ? [[scenario.id, scenario, scenario.lesson] as const] : [],
);
const rights: { readonly id: string; readonly right: number; readonly lengths: readonly number[] }[] = [];

describe.each(LESSONS)("%s", (id, scenario, lesson) => {
  test("has every step, if it is on the core path", () => {
    const { segments, next, challenge, remember, reading } = lesson;
    const missing = Object.entries({ segments, second: next.prediction, challenge, remember, reading }).filter(
      ([, value]) => value === undefined,
    );
    if (PATH.has(id)) expect(missing.map(([name]) => name)).toEqual([]);
  });

  test("pauses at moments that come, and says what is true then", async () => {
    expect(await segmentProblems(scenario, lesson)).toEqual([]);
  });

  test("has exactly one right choice about the changed run", async () => {
    const second = await secondChoice(scenario, lesson);
    expect(second?.problems ?? []).toEqual([]);
    const lengths = lesson.next.prediction?.choices.map(({ text }) => text.length) ?? [];
    if (second) rights.push({ id, right: second.right, lengths });
  });

  test("has a challenge that its solution passes, and a plausible mistake fails", async () => {
    expect(await challengeProblems(scenario, lesson)).toEqual([]);
  });
});

describe("over all second predictions", () => {
  test("the right choice is the longest one no more often than by chance", () => {
    const longest = rights.filter(({ right, lengths }) =>
      lengths.every((length, i) => i === right || length < (lengths[right] ?? 0)),
    );
    expect(longest.map(({ id }) => id).length).toBeLessThanOrEqual(rights.length / 3);
  });

  test("the right choice stands in no place more often than in half of the lessons", () => {
    for (const place of [0, 1, 2])
      expect(rights.filter(({ right }) => right === place).length, `place ${place + 1}`).toBeLessThanOrEqual(
        rights.length / 2,
      );
  });
});

describe("what these checks find", () => {
  const crash = scenarioById("crash-redelivery");
  const lesson = crash.lesson ?? expect.unreachable("it has a lesson");

  test("a pause that never comes", async () => {
    const at = { type: "job-dead-lettered" as const };
    const wrong = { ...lesson, segments: [{ at, nth: 1, says: "order-3 is put aside." }] };
    expect(await segmentProblems(crash, wrong)).toEqual(["the moment does not come: order-3 is put aside."]);
  });

  test("a second prediction with two right choices, or with one that gives itself away by its length", async () => {
    const query = { count: { type: "job-sent" as const } };
    const choice = (id: string, text: string) => ({ id, text, when: { query, is: { atLeast: 1 } } });
    const prediction = {
      question: "How many?",
      choices: [choice("a", "Some"), choice("b", "Some, and then more of it")],
    };
    const next = { ...lesson.next, prediction };
    const found = await secondChoice(crash, { ...lesson, next });
    expect(found?.problems).toEqual(["choices that hold: a, b", "the choices differ in length: 4, 25"]);
  });

  test("a challenge that every run passes, and one that none does", async () => {
    const challenge = lesson.challenge ?? expect.unreachable("it has a challenge");
    const judged = async (count: number) => {
      const query = { count: { type: "actor-crashed" as const } };
      const checks = [{ says: "A worker crashes.", check: { kind: "figure" as const, query, is: { equals: count } } }];
      const changed = validateScenario(
        { ...crashRedelivery, lesson: { ...crashRedelivery.lesson, challenge: { ...challenge, checks } } },
        "changed",
      );
      return changed.lesson ? challengeProblems(changed, changed.lesson) : [];
    };
    expect(await judged(1)).toEqual([
      "the mistake passes",
      "the run that the lesson begins with passes",
      "the changed run passes",
    ]);
    expect(await judged(7)).toEqual(["the solution fails"]);
  });
});

describe("a lesson's steps are refused", () => {
  const withLesson = (changes: object) => () =>
    validateScenario({ ...doubleCharge, lesson: { ...doubleCharge.lesson, ...changes } }, "wrong.yaml");
  const challenge = doubleCharge.lesson?.challenge;
  const prediction = doubleCharge.lesson?.prediction;

  test.each([
    [
      "a solution with a variant that does not exist",
      { challenge: { ...challenge, solution: { variant: "no-such", knobs: {}, text: "So." } } },
      /lesson\.challenge\.solution\.variant: found "no-such", expected one of without-key, with-key/,
    ],
    [
      "a mistake with a knob that does not exist",
      { challenge: { ...challenge, mistake: { knobs: { tempo: 1 }, text: "So." } } },
      /lesson\.challenge\.mistake\.knobs: found "tempo", expected one of key, crash-point/,
    ],
    [
      "a value that its knob does not offer",
      { challenge: { ...challenge, solution: { knobs: { key: "order" }, text: "So." } } },
      /lesson\.challenge\.solution\.knobs: key: found "order", expected/,
    ],
    [
      "a change to a value that the knob does not offer",
      { next: { knob: "key", value: "order", text: "So." } },
      /lesson\.next\.value: key: found "order"/,
    ],
    [
      "two choices of one name",
      { prediction: { ...prediction, choices: [prediction?.choices[0], prediction?.choices[0]] } },
      /lesson\.prediction\.choices: found "less" twice, expected each id once/,
    ],
    ["two sentences to remember", { remember: ["One.", "Two."] }, /lesson\.remember/],
    ["a link without encryption", { reading: [{ title: "A page", url: "http://example.org" }] }, /lesson\.reading/],
  ])("%s", (_, changes, message) => expect(withLesson(changes)).toThrow(message));
});
