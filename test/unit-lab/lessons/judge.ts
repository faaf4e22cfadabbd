import { orderStandings } from "../../../engine/flow/order/outcomes.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { Lesson, Said } from "../../../engine/scenario/schema/lesson.ts";
import type { TraceEvent } from "../../../engine/trace/events.ts";
import { decisiveMoment, holds, tell } from "../../../lab/src/lessons/figures.ts";
import { notInTheRun, unknownNames } from "./mentions.ts";
import { unknownTimes } from "./settings-in-text.ts";
import { badFigures } from "./wording.ts";

export type LessonRun = {
  readonly scenario: Scenario;
  readonly lesson: Lesson;
  readonly events: readonly TraceEvent[];
  readonly isWritten: boolean;
};

/** What a lesson says about this run and is not true of it. Empty: nothing. */
export function untruths(run: LessonRun): string[] {
  return [...choiceProblems(run), ...sentenceProblems(run), ...decisiveProblems(run)];
}

export function markedChoices({ lesson, events }: Pick<LessonRun, "lesson" | "events">): string[] {
  return lesson.prediction.choices.filter(({ when }) => holds(when, events)).map(({ id }) => id);
}

function choiceProblems(run: LessonRun): string[] {
  const marked = markedChoices(run);
  if (marked.length !== 1) return [`choices that hold: ${marked.join(", ") || "none"}`];
  const text = run.lesson.prediction.choices.find(({ id }) => id === marked[0])?.text ?? "";
  return [
    ...notInTheRun(text, run.events).map((part) => `the marked choice says what the run has not: ${part}`),
    ...unknownNames(text, run.events).map((name) => `the marked choice names ${name}`),
    ...praiseOfDamage(text, run),
  ];
}

/** A choice that is marked for an order that came out wrong must say that something is wrong. */
function praiseOfDamage(text: string, { scenario, events }: LessonRun): string[] {
  if (scenario.flow === undefined || scenario.flow.kind === "one-step") return [];
  const isDamaged = orderStandings(events).some(({ damage }) => damage.length > 0);
  const praises = /\b(right|once|completed|refunded|recalled|released|yes)\b/i.test(text);
  const admits = /\b(no|not|never|twice|stays|arrives|waits|without|though)\b/i.test(text);
  return isDamaged && praises && !admits ? [`an order came out wrong, and the marked choice is: ${text}`] : [];
}

function sentenceProblems(run: LessonRun): string[] {
  const { lesson, scenario, events } = run;
  const situation = sentences(lesson.situation, run);
  const happened = sentences(lesson.happened, run);
  const why = sentences(lesson.why, run);
  return [
    ...(situation.length === 0 ? ["no situation is told"] : []),
    ...(happened.length === 0 ? ["nothing is told of what happened"] : []),
    ...[...situation, ...happened, ...why].flatMap(badFigures),
    ...[...situation, ...happened].flatMap((text) => [
      ...notInTheRun(text, events).map((part) => `not in this run: ${part}`),
      ...unknownNames(text, events).map((name) => `nothing here is called ${name}: ${text}`),
    ]),
    ...situation.flatMap((text) => unknownTimes(text, scenario).map((time) => `no setting is ${time}: ${text}`)),
  ];
}

function decisiveProblems({ lesson, events, isWritten }: LessonRun): string[] {
  if (!isWritten) return [];
  if (decisiveMoment(lesson, events) === null) return ["the decisive moment does not come"];
  const { says } = lesson.decisive;
  return [...notInTheRun(says, events), ...unknownNames(says, events)].map((what) => `at the decisive moment: ${what}`);
}

const sentences = (said: readonly Said[], of: LessonRun): string[] =>
  tell(said, of).map((parts) => parts.map(({ text }) => text).join(""));
