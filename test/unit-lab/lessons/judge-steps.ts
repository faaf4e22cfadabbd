import { judgeChallenge } from "../../../engine/scenario/checks/challenge.ts";
import { runVirtual } from "../../../engine/scenario/run/run-virtual.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { Challenge, Lesson, Prediction } from "../../../engine/scenario/schema/lesson.ts";
import { holds, momentOf } from "../../../lab/src/lessons/figures.ts";
import { writtenVariant } from "../../../lab/src/lessons/written.ts";
import { nextSettings } from "../../../lab/src/session/run-setup.ts";
import { requestFor } from "../../support/runs.ts";
import { notInTheRun, unknownNames } from "./mentions.ts";
import { unaskedNumbers } from "./wording.ts";

/** What is untrue of the steps in which the learner does something: segments, second prediction, challenge. */

type Settings = Partial<Pick<Challenge["solution"], "variant" | "knobs">>;

async function runOf(scenario: Scenario, { variant = writtenVariant(scenario), knobs = {} }: Settings) {
  return runVirtual(requestFor(scenario, { variant, knobs }));
}

/** Each segment's moment comes in the run for which it was written, and its text is true there. */
export async function segmentProblems(scenario: Scenario, { segments = [] }: Lesson): Promise<string[]> {
  if (segments.length === 0) return [];
  const { events } = await runOf(scenario, {});
  return segments.flatMap((segment) =>
    momentOf(segment, events) === null
      ? [`the moment does not come: ${segment.says}`]
      : [...notInTheRun(segment.says, events), ...unknownNames(segment.says, events)].map(
          (what) => `${segment.says}: ${what}`,
        ),
  );
}

/** The choice about the changed run that this run proves right; what is wrong, if it is not exactly one. */
export async function secondChoice(
  scenario: Scenario,
  { next }: Lesson,
): Promise<{ readonly right: number; readonly problems: string[] } | null> {
  const { prediction } = next;
  if (!prediction) return null;
  const { events } = await runOf(scenario, nextSettings(scenario, next));
  const right = prediction.choices.filter(({ when }) => holds(when, events));
  const problems = [
    ...(right.length === 1 ? [] : [`choices that hold: ${right.map(({ id }) => id).join(", ") || "none"}`]),
    ...right.flatMap(({ text }) => [...notInTheRun(text, events), ...unknownNames(text, events)]),
    ...wordingProblems(prediction),
  ];
  return { right: prediction.choices.findIndex((choice) => choice === right[0]), problems };
}

/** Numbers that a choice states and does not ask for, and lengths that give the right choice away. */
export function wordingProblems({ choices }: Prediction): string[] {
  const lengths = choices.map(({ text }) => text.length);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return [
    ...choices.flatMap(({ id, text, when }) =>
      unaskedNumbers(text, when).map((number) => `${id} states ${number} and does not ask for it`),
    ),
    ...(most - least <= Math.max(10, 0.5 * least) ? [] : [`the choices differ in length: ${lengths.join(", ")}`]),
  ];
}

/** The solution passes. The mistake, and the run that the lesson begins with, do not. */
export async function challengeProblems(scenario: Scenario, { challenge, next }: Lesson): Promise<string[]> {
  if (!challenge) return [];
  const passes = async (settings: Settings): Promise<boolean> => {
    const { header, events } = await runOf(scenario, settings);
    return judgeChallenge(header, events).every(({ holds: isTrue }) => isTrue);
  };
  return [
    ...((await passes(challenge.solution)) ? [] : ["the solution fails"]),
    ...((await passes(challenge.mistake)) ? ["the mistake passes"] : []),
    ...((await passes({})) ? ["the run that the lesson begins with passes"] : []),
    ...((await passes(nextSettings(scenario, next))) ? ["the changed run passes"] : []),
  ];
}
