import type { KnobValues, Scenario } from "../../../engine/scenario/schema.ts";
import type { Sure } from "../course/progress.ts";
import { writtenVariant } from "../lessons/written.ts";
import { agree } from "./knobs.ts";
import { predicted, type LessonKeeper } from "./lesson-progress.ts";
import { nextSettings, writtenSetup } from "./run-setup.ts";
import type { StateStore } from "./session-state.ts";
import { TimeControls } from "./time-controls.ts";
import type { Playhead, RunSetup, SessionState } from "./types.ts";

/** The commands of a learner in a lesson, on top of those that move time. */
export abstract class LessonControls extends TimeControls {
  abstract readonly playhead: Playhead;
  abstract readonly getState: () => SessionState;
  protected abstract readonly store: StateStore;
  protected abstract readonly lessons: LessonKeeper;
  protected abstract rerun(change: Partial<RunSetup>): Promise<void>;
  protected abstract onMove(atMs: number): void;
  protected abstract showLesson(): void;

  predict(choice: string, sure: Sure = 2): void {
    const { scenario, variant, knobs } = this.getState();
    if (!scenario?.lesson?.prediction.choices.some(({ id }) => id === choice)) return;
    this.lessons.predict(scenario, "first", predicted(choice, sure, { variant, knobs }));
    this.onMove(this.playhead.get());
    this.showLesson();
  }

  async predictNext(choice: string, sure: Sure = 2): Promise<void> {
    const { scenario } = this.getState();
    const next = scenario?.lesson?.next;
    if (!scenario || !next?.prediction?.choices.some(({ id }) => id === choice)) return;
    const { variant, knobs } = agree(scenario, { ...writtenSetup(scenario), ...nextSettings(scenario, next) });
    this.lessons.predict(scenario, "second", predicted(choice, sure, { variant, knobs }));
    await this.rerun({ variant, knobs, seed: scenario.seed });
    this.play();
  }

  setUp({ variant, knobs }: { readonly variant?: string; readonly knobs: KnobValues }): Promise<void> {
    const { scenario } = this.getState();
    if (!scenario) return Promise.resolve();
    return this.rerun({ variant: variant ?? writtenVariant(scenario), knobs, seed: scenario.seed });
  }

  reveal(): void {
    this.inLesson((scenario) => this.lessons.reveal(scenario));
    this.onMove(this.playhead.get());
  }

  settleChallenge(how: "passed" | "skipped"): void {
    this.inLesson((scenario) => this.lessons.challenge(scenario, how));
  }

  finishLesson(): void {
    this.inLesson((scenario) => this.lessons.finish(scenario));
  }

  repeatLesson(): Promise<void> {
    this.inLesson((scenario) => this.lessons.forget(scenario));
    return this.setUp({ knobs: {} });
  }

  private inLesson(note: (scenario: Scenario) => void): void {
    const { scenario } = this.getState();
    if (!scenario) return;
    note(scenario);
    this.showLesson();
  }
}
