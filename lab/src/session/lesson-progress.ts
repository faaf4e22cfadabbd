import type { Scenario } from "../../../engine/scenario/schema.ts";
import { decidePrediction } from "../lessons/figures.ts";
import type { LessonProgress, Run, SessionState } from "./types.ts";

/** The settings that a prediction was made for. */
export type Asked = Pick<SessionState, "variant" | "knobs">;
/** What the learner has done in one lesson. `asked`: null as long as nothing is predicted. */
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
 * Keeps each lesson's progress while the page lives: it outlives runs, so a turned knob does not ask again.
 *
 * L1  A prediction is committed once.
 * L2  What a run proves is in the view only after the prediction, or when the learner asked for the answer.
 * L3  The explanation opens by itself once the decisive moment (without one: the end) has been reached by somebody who
 *     had made up their mind.
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

  /** True when this opened the explanation. */
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
    // What was done by hand was no part of the question.
    const untouched = run !== null && run.request.interventions.length === 0;
    const rightChoice = lesson && run && open && untouched ? decidePrediction(lesson, run.outcome.events) : null;
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

/** The old object when nothing in it changed, so that nobody renders for nothing. */
function sameOr(before: LessonProgress, now: LessonProgress): LessonProgress {
  const keys = Object.keys(now) as (keyof LessonProgress)[];
  return keys.every((key) => before[key] === now[key]) ? before : now;
}
