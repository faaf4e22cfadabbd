import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { Lesson } from "../../../engine/scenario/schema/lesson.ts";
import { markedChoices, untruths } from "./judge.ts";
import { challengeProblems, secondChoice, segmentProblems, wordingProblems } from "./judge-steps.ts";
import { offeredRuns } from "./offered-runs.ts";
import { readingGrade, textOf } from "./reading-grade.ts";
import { givenAway } from "./wording.ts";

/** The highest reading grade of a lesson. Its own terms, such as 'acknowledgement', count too. */
export const HIGHEST_GRADE = 8;

/** Everything that is wrong with a lesson: for an author who writes one. */
export async function lessonProblems(scenario: Scenario): Promise<string[]> {
  const { lesson } = scenario;
  if (!lesson) return ["lesson: found none, expected one"];
  const grade = readingGrade(textOf(lesson));
  return [
    ...(await runProblems(scenario, lesson)),
    ...wordingProblems(lesson.prediction).map((problem) => `prediction: ${problem}`),
    ...(await segmentProblems(scenario, lesson)).map((problem) => `segments: ${problem}`),
    ...((await secondChoice(scenario, lesson))?.problems ?? []).map((problem) => `next.prediction: ${problem}`),
    ...(await challengeProblems(scenario, lesson)).map((problem) => `challenge: ${problem}`),
    ...(grade <= HIGHEST_GRADE ? [] : [`reading grade: found ${grade}, expected ${HIGHEST_GRADE} or less`]),
  ];
}

/** Of every run that the lab offers: untrue sentences and failed claims. And a card that tells the answer. */
async function runProblems(scenario: Scenario, lesson: Lesson): Promise<string[]> {
  const found: string[] = [];
  for (const { name, request, scenario: resolved, isWritten } of offeredRuns(scenario)) {
    const { events, report } = await runVirtual(request);
    const run = { scenario: resolved, lesson, events, isWritten };
    found.push(...untruths(run).map((untruth) => `${name}: ${untruth}`));
    const failed = report.checks.filter(({ outcome }) => outcome === "failed");
    found.push(...failed.map(({ id, detail }) => `${name}: claim ${id}: ${detail}`));
    const right = markedChoices(run)[0] ?? "";
    if (isWritten && givenAway(lesson, right, `${scenario.title} ${scenario.shows}`) >= 0.5)
      found.push(`the card gives the right choice away: ${right}`);
  }
  return found;
}
