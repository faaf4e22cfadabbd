import { SURE, type Predicted, type Progress, type Sure } from "./progress.ts";

/** How often predictions were right, for each step of confidence. Pure. */
export type CalibrationRow = {
  readonly sure: Sure;
  /** Predictions that a run has judged. */
  readonly judged: number;
  readonly right: number;
};

export function calibration({ lessons }: Pick<Progress, "lessons">): CalibrationRow[] {
  const judged = Object.values(lessons)
    .flatMap(({ first, second }) => [first, second])
    .filter((one): one is Predicted => one?.right !== undefined);
  return SURE.map((sure) => {
    const ofThis = judged.filter((one) => one.sure === sure);
    return { sure, judged: ofThis.length, right: ofThis.filter(({ right }) => right).length };
  });
}

/** Fewer say nothing about how well somebody knows what they know. */
const ENOUGH = 4;

/** What the rows say, in one sentence. */
export function calibrationSays(rows: readonly CalibrationRow[]): string {
  const judged = rows.reduce((sum, row) => sum + row.judged, 0);
  if (judged === 0) return "No prediction has been judged yet. Predict something in a lesson, and run it.";
  const certain = rows.find(({ sure }) => sure === 3);
  const guessed = rows.find(({ sure }) => sure === 1);
  const share = (row: CalibrationRow) => row.right / row.judged;
  if (certain && certain.judged >= ENOUGH && share(certain) < 0.75)
    return "You were often wrong when you were certain: these lessons are worth a second look.";
  if (guessed && guessed.judged >= ENOUGH && share(guessed) > 0.75)
    return "Your guesses were mostly right: you know more than you think.";
  return judged < ENOUGH
    ? "There are too few predictions yet to say how well your confidence fits."
    : "Your confidence fits what the runs showed.";
}
