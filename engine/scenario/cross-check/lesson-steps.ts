import { knobProblem } from "../knob-problem.ts";
import type { Scenario } from "../schema.ts";
import { unknown } from "./unknown.ts";
import { variantIds } from "./variant-ids.ts";

/** Checks that the steps of a lesson refer to something in the scenario, and that each choice has a name of its own. */
export function lessonStepProblems(scenario: Scenario): string[] {
  const { lesson } = scenario;
  if (!lesson) return [];
  const { prediction, next, challenge } = lesson;
  return [
    ...doubledChoices("lesson.prediction", prediction.choices),
    ...doubledChoices("lesson.next.prediction", next.prediction?.choices ?? []),
    ...("knob" in next ? knobProblems(scenario, "lesson.next.value", { [next.knob]: next.value }) : []),
    ...(challenge ? settingsProblems(scenario, "lesson.challenge.solution", challenge.solution) : []),
    ...(challenge ? settingsProblems(scenario, "lesson.challenge.mistake", challenge.mistake) : []),
  ];
}

function doubledChoices(path: string, choices: readonly { readonly id: string }[]): string[] {
  const ids = choices.map(({ id }) => id);
  const twice = [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
  return twice.map((id) => `${path}.choices: found "${id}" twice, expected each id once`);
}

type Settings = Pick<NonNullable<NonNullable<Scenario["lesson"]>["challenge"]>["solution"], "variant" | "knobs">;

function settingsProblems(scenario: Scenario, path: string, { variant, knobs }: Settings): string[] {
  const variants = variantIds(scenario.variants);
  const known = scenario.knobs.map(({ id }) => id);
  return [
    ...(variant === undefined || variants.includes(variant) ? [] : [unknown(`${path}.variant`, variant, variants)]),
    ...Object.keys(knobs)
      .filter((id) => !known.includes(id))
      .map((id) => unknown(`${path}.knobs`, id, known)),
    ...knobProblems(scenario, `${path}.knobs`, knobs),
  ];
}

/** Values that their knobs do not offer. */
function knobProblems(scenario: Scenario, path: string, values: Settings["knobs"]): string[] {
  return scenario.knobs.flatMap((knob) => {
    const value = values[knob.id];
    const problem = value === undefined ? null : knobProblem(knob, value);
    return problem === null ? [] : [`${path}: ${knob.id}: found ${JSON.stringify(value)}, expected ${problem}`];
  });
}
