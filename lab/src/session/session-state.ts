import { writtenSetup } from "./run-setup.ts";
import { Observers } from "./observers.ts";
import { NO_LESSON } from "./lesson-progress.ts";
import type { Notice, RunSetup, SessionState } from "./types.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";

const MOST_NOTICES = 4;

/** The home screen. */
export const NO_SCENARIO: Pick<
  SessionState,
  | "status"
  | "failure"
  | "scenario"
  | "variant"
  | "knobs"
  | "seed"
  | "interventions"
  | "broker"
  | "handlers"
  | "recorded"
  | "fetching"
  | "run"
  | "branches"
  | "selection"
> = {
  status: "idle",
  failure: null,
  scenario: null,
  variant: "default",
  knobs: {},
  seed: 1,
  interventions: [],
  broker: "sim",
  handlers: null,
  recorded: null,
  fetching: null,
  run: null,
  branches: [],
  selection: null,
};

/** Holds the immutable state and notifies listeners of changes. */
export class StateStore {
  private readonly observers = new Observers();
  private notices = 0;
  private current: SessionState = {
    ...NO_SCENARIO,
    playing: false,
    speed: 1,
    skipIdle: false,
    lesson: NO_LESSON,
    checks: [],
    notices: [],
  };

  readonly get = (): SessionState => this.current;
  readonly subscribe = this.observers.subscribe;

  /** Applies the changes. Notifies no listener if nothing differs. */
  update(patch: Partial<SessionState>): void {
    const keys = Object.keys(patch) as (keyof SessionState)[];
    if (keys.every((key) => Object.is(this.current[key], patch[key]))) return;
    this.current = { ...this.current, ...patch };
    this.observers.notify();
  }

  notice(tone: Notice["tone"], text: string): void {
    const notice: Notice = { id: ++this.notices, tone, text };
    this.update({ notices: [...this.current.notices, notice].slice(-MOST_NOTICES) });
  }

  dismiss(id: number): void {
    const left = this.current.notices.filter((notice) => notice.id !== id);
    if (left.length < this.current.notices.length) this.update({ notices: left });
  }
}

/** The current settings. */
export function setupIn(state: SessionState, atMs: number): RunSetup {
  const { variant, knobs, seed, interventions, broker, handlers } = state;
  return { variant, knobs, seed, interventions, broker, atMs, ...(handlers ? { handlers } : {}) };
}

/** A scenario's settings, overridden by those of a link or a caller. */
export function setupFor(scenario: Scenario, setup: Partial<RunSetup>): RunSetup {
  return { ...writtenSetup(scenario), ...setup };
}
