import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { LessonProgress, Run, SessionState } from "./types.ts";

/** The settings that a prediction was made for. */
export type Asked = Pick<SessionState, "variant" | "knobs">;
/** The learner's progress in one lesson. `asked`: null as long as nothing is predicted. */
type LessonMemory = {
  readonly prediction: string | null;
  readonly asked: Asked | null;
  readonly revealed: boolean;
};
const UNTOUCHED: LessonMemory = { prediction: null, asked: null, revealed: false };
export const NO_LESSON: LessonProgress = {
  prediction: null,
  ofThisRun: true,
  revealed: false,
  rightChoice: null,
  pausedAtDecisive: false,
};

/**
 * Keeps the progress of each lesson while the page is open. It survives new runs, so a turned knob does not ask for the
 * prediction again.
 *
 * L1  A prediction is committed once.
 * L2  What a run proves is visible only after the prediction, or after the learner asked for the answer.
 * L3  The explanation opens automatically when the decisive moment (or the end, if there is none) is reached after the
 *     prediction.
 * L4  A prediction is about the settings for which it was made. No run with other settings judges it.
 */
export class LessonKeeper {
  private readonly memories = new Map<string, LessonMemory>();
  private shown: LessonProgress = NO_LESSON;

  predict(scenario: string, choice: string, asked: Asked): void {
    const memory = this.of(scenario);
    if (memory.prediction === null) this.memories.set(scenario, { ...memory, prediction: choice, asked });
  }

  reveal(scenario: string): void {
    this.memories.set(scenario, { ...this.of(scenario), revealed: true });
  }

  /** True if this call opened the explanation. */
  onMove(run: Run, atMs: number): boolean {
    const { id } = run.scenario;
    const memory = this.of(id);
    const seen = atMs >= (run.decisive?.at ?? run.index.endMs);
    if (memory.revealed || memory.prediction === null || !seen) return false;
    this.reveal(id);
    return true;
  }

  view(scenario: Scenario | null, run: Run | null, pausedAtDecisive: boolean): Pick<SessionState, "lesson" | "checks"> {
    const memory = scenario ? this.of(scenario.id) : UNTOUCHED;
    const lesson = run?.scenario.lesson;
    const open = !lesson || memory.prediction !== null || memory.revealed;
    // The question was about the run without interventions.
    const untouched = run !== null && run.request.interventions.length === 0;
    const rightChoice = lesson && open && untouched ? run.rightChoice : null;
    const { prediction, asked, revealed } = memory;
    const ofThisRun = run === null || asked === null || sameSettings(asked, run.request);
    this.shown = sameOr(this.shown, { prediction, ofThisRun, revealed, rightChoice, pausedAtDecisive });
    return { lesson: this.shown, checks: run && open ? run.outcome.report.checks : NO_CHECKS };
  }

  private of(scenario: string): LessonMemory {
    return this.memories.get(scenario) ?? UNTOUCHED;
  }
}

const NO_CHECKS: SessionState["checks"] = [];

function sameSettings(a: Asked, b: Asked): boolean {
  const text = ({ variant, knobs }: Asked) =>
    JSON.stringify([variant, Object.entries(knobs).sort(([a], [b]) => (a < b ? -1 : 1))]);
  return text(a) === text(b);
}

/** Returns the old object if nothing changed, so that nothing renders again. */
function sameOr(before: LessonProgress, now: LessonProgress): LessonProgress {
  const keys = Object.keys(now) as (keyof LessonProgress)[];
  return keys.every((key) => before[key] === now[key]) ? before : now;
}
