import type { Lesson } from "../../../engine/scenario/schema/lesson.ts";

/** The steps of a lesson, and which of them one is at. Pure. */

export type Step = "predict" | "run" | "told" | "change" | "challenge" | "remember";

export const STEP_WORDS: Readonly<Record<Step, string>> = {
  predict: "Predict",
  run: "Run it",
  told: "What happened",
  change: "Change one thing",
  challenge: "Challenge",
  remember: "Remember",
};

/** A lesson may have no challenge, and no sentences to remember. */
export function stepsOf({ challenge, remember }: Pick<Lesson, "challenge" | "remember">): Step[] {
  return [
    "predict",
    "run",
    "told",
    "change",
    ...(challenge ? (["challenge"] as const) : []),
    ...(remember ? (["remember"] as const) : []),
  ];
}

/** What has been done in a lesson. */
export type Standing = {
  /** A prediction is committed, or the answer was asked for. */
  readonly open: boolean;
  /** What happened is shown. */
  readonly told: boolean;
  /** The change was made and its run was seen, or the step was skipped. */
  readonly changed: boolean;
  /** The challenge was passed or skipped. */
  readonly challenged: boolean;
  readonly done: boolean;
};

/** The first step that is not done; null after the last one. */
export function currentStep(lesson: Pick<Lesson, "challenge" | "remember">, standing: Standing): Step | null {
  const { open, told, changed, challenged, done } = standing;
  const finished: Readonly<Record<Step, boolean>> = {
    predict: open,
    run: told,
    told,
    change: changed || challenged || done,
    challenge: challenged || done,
    // It is the last step: one stays there.
    remember: false,
  };
  return stepsOf(lesson).find((step) => !finished[step]) ?? null;
}

/** Is this step's text on screen? */
export function isReached(lesson: Pick<Lesson, "challenge" | "remember">, step: Step, current: Step | null): boolean {
  const steps = stepsOf(lesson);
  return steps.includes(step) && (current === null || steps.indexOf(step) <= steps.indexOf(current));
}
