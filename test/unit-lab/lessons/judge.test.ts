import { describe, expect, test } from "vitest";
import { scenarioById, requestFor } from "../../support/runs.ts";
import { resolveScenario } from "../../../engine/scenario/run/resolve.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { Lesson } from "../../../engine/scenario/schema/lesson.ts";
import { untruths, type LessonRun } from "./judge.ts";
import { unknownTimes } from "./settings-in-text.ts";
import { badFigures, givenAway, numbersIn, unaskedNumbers } from "./wording.ts";

/** That the checks of lessons find what they are for. */
async function runOf(id: string, variant: string, changes: Partial<Lesson>): Promise<LessonRun> {
  const request = requestFor(scenarioById(id), { variant });
  const scenario = resolveScenario(request);
  const { events } = await runVirtual(request);
  if (!scenario.lesson) throw new Error(`${id} has no lesson`);
  return { scenario, lesson: { ...scenario.lesson, ...changes }, events, isWritten: false };
}
const charges = { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } as const;

describe("an untruth about a run", () => {
  test("a choice is marked that praises an order which came out wrong", async () => {
    const choices = [
      { id: "yes", text: "Yes: it is charged once", when: { query: charges, is: { atMost: 1 } } },
      { id: "no", text: "No: it is charged twice", when: { query: charges, is: { atLeast: 2 } } },
    ];
    const prediction = { question: "Does the orchestrator keep the money right?", choices };
    const run = await runOf("orchestrator-not-magic", "orchestrated-store-lost", { prediction });
    expect(untruths(run)).toEqual(["an order came out wrong, and the marked choice is: Yes: it is charged once"]);
  });

  test("two choices are marked, or none is", async () => {
    const choice = (id: string, atLeast: number) => ({ id, text: id, when: { query: charges, is: { atLeast } } });
    const marked = async (least: number) => {
      const prediction = { question: "How often?", choices: [choice("a", least), choice("b", least)] };
      return untruths(await runOf("glue-happy", "level-0", { prediction }));
    };
    expect(await marked(0)).toEqual(["choices that hold: a, b"]);
    expect(await marked(9)).toEqual(["choices that hold: none"]);
  });

  test("a table is told of that this design does not have", async () => {
    const situation = ["Its row in the table was written by version 1."];
    expect(untruths(await runOf("flow-version-change", "level-0", { situation }))).toEqual([
      "not in this run: Its row in the table was written by version 1.",
    ]);
    expect(untruths(await runOf("flow-version-change", "level-2", { situation }))).toEqual([]);
  });

  test("a crash is told of where none is, and a name that nothing has", async () => {
    const situation = ["The worker crashes at change-9."];
    expect(untruths(await runOf("best-effort-order", "calm", { situation }))).toEqual([
      "not in this run: The worker crashes at change-9.",
      "nothing here is called change-9: The worker crashes at change-9.",
    ]);
  });

  test("a figure is zero, or does not agree with its noun", async () => {
    const query = {
      elapsedMs: { from: { type: "job-acked", where: { job: "photo-12" } }, to: { type: "job-sent" } },
    } as const;
    const happened = [{ text: "It was ready {after} after.", figures: { after: { query, as: "ms" as const } } }];
    expect(untruths(await runOf("competing-consumers", "one-worker", { happened }))).toEqual([
      "a time of zero: It was ready 0 ms after.",
      "a zero: It was ready 0 ms after.",
    ]);
  });
});

test.each([
  ["1 times it was refused", "1 of many"],
  ["1 of them is done, and 1 reply were dropped", "1 of many"],
  ["12 orders was done", "many of 1"],
  ["2 worker crashed", "many of 1"],
  ["The customers paid €0.", "no money"],
  ["It took NaN s.", "an empty figure"],
  ["It dies before the 3 th ack", "an ordinal that nobody says"],
])("%s", (sentence, what) => {
  expect(badFigures(sentence).map((found) => found.split(":")[0])).toContain(what);
});

test.each([
  "1 order was done",
  "3 of 10 orders were done",
  "order-1 was paid €20 after 1.97 s",
  "Level 0 has no table",
])("nothing is wrong with: %s", (sentence) => {
  expect(badFigures(sentence)).toEqual([]);
});

test("the numbers of a choice are those of its condition", () => {
  expect(numbersIn("€40: 2 to 4 seconds, twice, order-3, a second, one of them")).toEqual([
    4_000, 2_000, 4_000, 2, 1_000,
  ]);
  const query = { count: { type: "job-sent" } } as const;
  expect(unaskedNumbers("Twice as often, or more", { query, is: { atLeast: 8 } })).toEqual([2]);
  expect(unaskedNumbers("More than 4 seconds", { query, is: { atLeast: 4_001 } })).toEqual([]);
});

test("a time in the situation is a setting", () => {
  const scenario = scenarioById("ackwait-too-short");
  expect(unknownTimes("The timeout is 1.5 seconds, the work takes about 2.4 s.", scenario)).toEqual([]);
  expect(unknownTimes("The timeout is 2.2 seconds.", scenario)).toEqual(["2.2 seconds"]);
});

test("a card that says what only the right choice says gives it away", () => {
  const { lesson } = scenarioById("glue-coordinator-crash");
  if (!lesson) throw new Error("no lesson");
  expect(
    givenAway(lesson, "half", "The parcel leaves; the mail is never sent; nobody notices."),
  ).toBeGreaterThanOrEqual(0.5);
});
