import { describe, expect, test } from "vitest";
import type { Lesson } from "../../engine/scenario/schema/lesson.ts";
import { lessonSchema } from "../../engine/scenario/schema/lesson.ts";
import { decidePrediction, decisiveMoment, fillText, tell } from "../../lab/src/lessons/figures.ts";
import { SCENARIOS } from "../support/runs.ts";
import { TraceBuilder } from "./trace-builder.ts";

const deliveries = { count: { type: "job-delivered" as const } };
const lesson: Lesson = lessonSchema.parse({
  situation: ["A job."],
  tryFirst: "Play.",
  prediction: {
    question: "How often?",
    choices: [
      { id: "never", text: "never", when: { query: deliveries, is: { equals: 0 } } },
      { id: "once", text: "once", when: { query: deliveries, is: { equals: 1 } } },
      { id: "some", text: "some times", when: { query: deliveries, is: { atLeast: 1, atMost: 2 } } },
    ],
  },
  decisive: { at: { type: "job-delivered", where: { attempt: { atLeast: 2 } } }, nth: 1, says: "It is back." },
  happened: [
    {
      text: "{times} deliveries in {span}; {unknown} stays.",
      figures: {
        times: { query: deliveries },
        span: { query: { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-delivered" } } }, as: "ms" },
      },
    },
  ],
  why: ["Because."],
  next: { knob: "ack-wait", value: 1, text: "Turn it." },
});

const [scenario] = SCENARIOS;
if (!scenario) throw new Error("there are no scenarios");

const once = new TraceBuilder().sends(0, "order-1", 1).delivers(200, "worker-1", "order-1", 1);
const twice = new TraceBuilder()
  .sends(0, "order-1", 1)
  .delivers(200, "worker-1", "order-1", 1)
  .delivers(1_300, "worker-2", "order-1", 1, 2);

describe("the run decides", () => {
  test("the first choice that holds is right", () => {
    expect(decidePrediction(lesson, [])).toBe("never");
    expect(decidePrediction(lesson, once.events)).toBe("once");
    expect(decidePrediction(lesson, twice.events)).toBe("some");
    expect(decidePrediction(lesson, [...twice.events, ...twice.events])).toBeNull();
  });

  test("figures stand apart from the text, names without a figure stay", () => {
    const [happened] = lesson.happened;
    expect(happened && fillText(happened, { scenario, events: twice.events })).toEqual([
      { text: "2", isFigure: true },
      { text: " deliveries in ", isFigure: false },
      { text: "1.3 s", isFigure: true },
      { text: "; ", isFigure: false },
      { text: "{unknown}", isFigure: false },
      { text: " stays.", isFigure: false },
    ]);
  });

  test("a sentence with a condition is said only of a run that meets it", () => {
    const again = { text: "It came again.", figures: {}, when: { query: deliveries, is: { atLeast: 2 } } };
    const told = (events: typeof once.events | null) =>
      tell(["There is a job.", again], { scenario, events }).map((parts) => parts.map(({ text }) => text).join(""));
    expect(told(twice.events)).toEqual(["There is a job.", "It came again."]);
    expect(told(once.events)).toEqual(["There is a job."]);
    expect(told(null)).toEqual(["There is a job."]);
  });

  test.each([
    ["{n} deliveries failed.", "No deliveries failed."],
    ["Of these, {n} failed.", "Of these, none failed."],
    ["There were {n} failed deliveries.", "There were no failed deliveries."],
  ])("zero is said in words: %s", (text, said) => {
    const parts = fillText({ text, figures: { n: { query: deliveries, as: "count" } } }, { scenario, events: [] });
    expect(parts.map((part) => part.text).join("")).toBe(said);
  });

  test("a setting is no secret of the run, a figure is", () => {
    const figures = { ms: { setting: "hopMs", as: "ms" as const } };
    expect(fillText({ text: "{ms}", figures }, { scenario, events: null })).toEqual([
      { text: `${scenario.hopMs} ms`, isFigure: false },
    ]);
  });

  test("the decisive moment is the n-th match, if there are so many", () => {
    expect(decisiveMoment(lesson, once.events)).toBeNull();
    expect(decisiveMoment(lesson, twice.events)?.at).toBe(1_300);
    expect(decisiveMoment({ ...lesson, decisive: { ...lesson.decisive, nth: 2 } }, twice.events)).toBeNull();
  });
});
