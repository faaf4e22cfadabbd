import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { LessonProgress, Run, SessionState } from "./types.ts";

/** The learner's progress in one lesson. */
type LessonMemory = { readonly prediction: string | null; readonly revealed: boolean };
const UNTOUCHED: LessonMemory = { prediction: null, revealed: false };
export const NO_LESSON: LessonProgress = { ...UNTOUCHED, rightChoice: null, pausedAtDecisive: false };

/**
 * Keeps the progress of each lesson while the page is open. It survives new runs, so a turned knob does not ask for the
 * prediction again.
 *
 * L1  A prediction is committed once.
 * L2  What a run proves is visible only after the prediction, or after the learner asked for the answer.
 * L3  The explanation opens automatically when the decisive moment (or the end, if there is none) is reached after the
 *     prediction.
 */
export class LessonKeeper {
  private readonly memories = new Map<string, LessonMemory>();
  private shown: LessonProgress = NO_LESSON;

  predict(scenario: string, choice: string): void {
    const memory = this.of(scenario);
    if (memory.prediction === null) this.memories.set(scenario, { ...memory, prediction: choice });
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
    const asked = run !== null && run.request.interventions.length === 0;
    const rightChoice = lesson && open && asked ? run.rightChoice : null;
    this.shown = sameOr(this.shown, { ...memory, rightChoice, pausedAtDecisive });
    return { lesson: this.shown, checks: run && open ? run.outcome.report.checks : NO_CHECKS };
  }

  private of(scenario: string): LessonMemory {
    return this.memories.get(scenario) ?? UNTOUCHED;
  }
}

const NO_CHECKS: SessionState["checks"] = [];

/** Returns the old object if nothing changed, so that nothing renders again. */
function sameOr(before: LessonProgress, now: LessonProgress): LessonProgress {
  const keys = Object.keys(now) as (keyof LessonProgress)[];
  return keys.every((key) => before[key] === now[key]) ? before : now;
}
