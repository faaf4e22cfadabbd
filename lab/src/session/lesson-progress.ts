import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { AskedOf, LessonRecord, Predicted, Sure } from "../course/progress.ts";
import { ProgressStore } from "./progress-store.ts";
import type { LessonProgress, Run, SessionState } from "./types.ts";

export const NO_LESSON: LessonProgress = {
  prediction: null,
  sure: null,
  ofThisRun: true,
  revealed: false,
  rightChoice: null,
  pausedAt: null,
  pausedAtDecisive: false,
  second: null,
  secondAwaited: false,
  rightSecond: null,
  challenge: null,
  done: false,
};

export type LessonKeeperOptions = {
  readonly kept: ProgressStore;
  /** Is it a lesson of the course? Others are forgotten when the page is closed. */
  readonly isShipped: (scenario: Scenario) => boolean;
};

/**
 * Keeps the progress of each lesson. It survives new runs, so a turned knob does not ask for the prediction again.
 *
 * L1  A prediction is committed once.
 * L2  What a run proves is visible only after the prediction, or after the learner asked for the answer.
 * L3  The explanation opens automatically when the decisive moment (or the end, if there is none) is reached after the
 *     prediction.
 * L4  A prediction is about the settings for which it was made. No run with other settings judges it.
 * L5  Only a run without interventions judges a prediction, and the first such run that was shown does.
 */
export class LessonKeeper {
  private readonly kept: ProgressStore;
  private readonly others = new ProgressStore();
  private readonly isShipped: (scenario: Scenario) => boolean;
  private shown: LessonProgress = NO_LESSON;

  constructor({ kept, isShipped }: LessonKeeperOptions) {
    this.kept = kept;
    this.isShipped = isShipped;
  }

  opened(scenario: Scenario): void {
    if (this.isShipped(scenario)) this.kept.setLast(scenario.id);
  }

  predict(scenario: Scenario, step: "first" | "second", predicted: Predicted): void {
    if (this.of(scenario)[step] === undefined) this.note(scenario, { [step]: predicted });
  }

  reveal(scenario: Scenario): void {
    this.note(scenario, { revealed: true });
  }

  challenge(scenario: Scenario, challenge: "passed" | "skipped"): void {
    if (this.of(scenario).challenge !== "passed") this.note(scenario, { challenge });
  }

  finish(scenario: Scenario): void {
    this.note(scenario, { done: true });
  }

  forget(scenario: Scenario): void {
    this.storeOf(scenario).forget(scenario.id);
  }

  /** True if this call changed what may be shown. */
  onMove(run: Run, atMs: number): boolean {
    const { scenario } = run.request;
    const { first, second, revealed } = this.of(scenario);
    const opens = revealed !== true && first !== undefined && atMs >= (run.decisive?.at ?? run.index.endMs);
    if (opens) this.reveal(scenario);
    if (this.judges(first, run) && (opens || revealed === true) && run.rightChoice !== null)
      this.note(scenario, { first: { ...first, right: first.choice === run.rightChoice } });
    const judgesSecond = this.judges(second, run) && atMs >= run.index.endMs && run.rightSecond !== null;
    if (judgesSecond) this.note(scenario, { second: { ...second, right: second.choice === run.rightSecond } });
    return opens || judgesSecond;
  }

  view(scenario: Scenario | null, run: Run | null, pausedAt: number | null): Pick<SessionState, "lesson" | "checks"> {
    const record = scenario ? this.of(scenario) : {};
    const { first, second, challenge = null } = record;
    const lesson = run?.scenario.lesson;
    const revealed = record.revealed === true || this.kept.get().expert;
    const open = !lesson || first !== undefined || revealed;
    const judging = run !== null && lesson && isUntouched(run);
    const ofSecond = second !== undefined && run !== null && sameSettings(second.of, run.request);
    this.shown = sameOr(this.shown, {
      prediction: first?.choice ?? null,
      sure: first?.sure ?? null,
      ofThisRun: run === null || first === undefined || sameSettings(first.of, run.request),
      revealed,
      rightChoice: judging && open ? run.rightChoice : null,
      pausedAt,
      pausedAtDecisive: pausedAt !== null && run?.pauses[pausedAt]?.isDecisive === true,
      second: second?.choice ?? null,
      secondAwaited: ofSecond && second.right === undefined && isUntouched(run) && run.rightSecond !== null,
      rightSecond: ofSecond && judging && second.right !== undefined ? run.rightSecond : null,
      challenge,
      done: record.done === true,
    });
    return { lesson: this.shown, checks: run && open ? run.outcome.report.checks : NO_CHECKS };
  }

  /** Is the run on screen the first one that may judge this prediction? */
  private judges(predicted: Predicted | undefined, run: Run): predicted is Predicted {
    return (
      predicted !== undefined &&
      predicted.right === undefined &&
      isUntouched(run) &&
      sameSettings(predicted.of, run.request)
    );
  }

  private of(scenario: Scenario): LessonRecord {
    return this.storeOf(scenario).of(scenario.id);
  }

  private note(scenario: Scenario, change: Partial<LessonRecord>): void {
    this.storeOf(scenario).note(scenario.id, change);
  }

  private storeOf(scenario: Scenario): ProgressStore {
    return this.isShipped(scenario) ? this.kept : this.others;
  }
}

/** A prediction as it is committed. */
export function predicted(choice: string, sure: Sure, { variant, knobs }: AskedOf): Predicted {
  return { choice, sure, of: { variant, knobs } };
}

const NO_CHECKS: SessionState["checks"] = [];

const isUntouched = ({ request }: Run): boolean => request.interventions.length === 0;

function sameSettings(a: AskedOf, b: AskedOf): boolean {
  const text = ({ variant, knobs }: AskedOf) =>
    JSON.stringify([variant, Object.entries(knobs).sort(([a], [b]) => (a < b ? -1 : 1))]);
  return text(a) === text(b);
}

/** Returns the old object if nothing changed, so that nothing renders again. */
function sameOr(before: LessonProgress, now: LessonProgress): LessonProgress {
  const keys = Object.keys(now) as (keyof LessonProgress)[];
  return keys.every((key) => before[key] === now[key]) ? before : now;
}
