import type { InterventionAction } from "../../../engine/trace/events/runner.ts";
import { seqAt } from "../stage/trace/moments.ts";
import type { Side } from "../twin/types.ts";
import { NO_LESSON } from "./lesson-progress.ts";
import type { Playhead, PlayheadSnapshot, Selection, Session, SessionState } from "./types.ts";
import type { TwinSession, TwinState } from "./twin-types.ts";

/** What a side needs from the twin. */
type Twin = Omit<TwinSession, "sides"> &
  Pick<Session, "play" | "pause" | "toggle" | "nextEvent" | "previousEvent" | "step" | "seek"> &
  Pick<Session, "setSpeed" | "setSkipIdle" | "dismiss"> & {
    choose(side: Side, what: Selection | null): void;
    strike(side: Side, action: InterventionAction): Promise<void>;
  };

/**
 * One side of a twin as a session, with what canvas and panels need. Time moves both sides. Interventions go through
 * the twin, which knows whether they strike the other side too.
 */
export class TwinSide implements Session {
  readonly scenarios = [];
  readonly realServer = null;
  readonly playhead: Playhead;
  readonly subscribe: Session["subscribe"];
  private readonly twin: Twin;
  private readonly side: Side;
  private shown: { readonly of: TwinState; readonly state: SessionState } | null = null;
  private lastSnapshot: PlayheadSnapshot = { atMs: 0, endMs: 0, seq: 0 };

  constructor(twin: Twin, side: Side) {
    this.twin = twin;
    this.side = side;
    this.subscribe = twin.subscribe;
    const { playhead } = twin;
    this.playhead = {
      // After the end of the shorter run, it shows that end.
      get: () => Math.min(playhead.get(), this.endMs),
      subscribe: playhead.subscribe,
      snapshot: () => this.snapshot(playhead.snapshot()),
      subscribeSlow: playhead.subscribeSlow,
    };
  }

  readonly getState = (): SessionState => {
    const state = this.twin.getState();
    if (this.shown?.of !== state) this.shown = { of: state, state: sideState(state, this.side) };
    return this.shown.state;
  };

  play = (): void => this.twin.play();
  pause = (): void => this.twin.pause();
  toggle = (): void => this.twin.toggle();
  nextEvent = (): boolean => this.twin.nextEvent();
  previousEvent = (): boolean => this.twin.previousEvent();
  step = (ms: number): void => this.twin.step(ms);
  seek = (atMs: number): void => this.twin.seek(atMs);
  setSpeed = (speed: number): void => this.twin.setSpeed(speed);
  setSkipIdle = (on: boolean): void => this.twin.setSkipIdle(on);

  crash = (actor: string): Promise<void> => this.strike({ kind: "crash", actor });
  restart = (actor: string): Promise<void> => this.strike({ kind: "restart", actor });
  pauseActor = (actor: string): Promise<void> => this.strike({ kind: "pause", actor });
  letGoOn = (actor: string): Promise<void> => this.strike({ kind: "resume", actor });
  undo = (): Promise<void> => this.twin.undo();
  choose = (selection: Selection | null): void => this.twin.choose(this.side, selection);
  dismiss = (notice: number): void => this.twin.dismiss(notice);

  setVariant = (variant: string): Promise<void> => this.twin.setLevel(variant);
  setSeed = (seed: number): Promise<void> => this.twin.setSeed(seed);
  anotherSeed = (): Promise<void> => this.twin.setSeed((this.twin.getState().seed + 1) >>> 0);
  startOver = (): Promise<void> => this.twin.startOver();
  retry = (): Promise<void> => this.twin.retry();
  leave = (): void => this.twin.leave();
  link = (): Promise<string> => this.twin.link();

  // Members that only the single screen uses.
  select = async (): Promise<void> => undefined;
  setBroker = async (): Promise<void> => undefined;
  setKnob = async (): Promise<void> => undefined;
  resetKnobs = async (): Promise<void> => undefined;
  openLink = async (): Promise<boolean> => false;
  showBranch = (): void => undefined;
  predict = (): void => undefined;
  predictNext = async (): Promise<void> => undefined;
  setUp = async (): Promise<void> => undefined;
  settleChallenge = (): void => undefined;
  finishLesson = (): void => undefined;
  repeatLesson = async (): Promise<void> => undefined;
  reveal = (): void => undefined;

  private strike(action: InterventionAction): Promise<void> {
    return this.twin.strike(this.side, action);
  }

  private get endMs(): number {
    return this.twin.getState().runs?.[this.side].index.endMs ?? 0;
  }

  private snapshot({ atMs: joint }: PlayheadSnapshot): PlayheadSnapshot {
    const run = this.twin.getState().runs?.[this.side];
    const endMs = run?.index.endMs ?? 0;
    const atMs = Math.min(joint, endMs);
    const seq = run ? seqAt(run.index, atMs) : 0;
    const last = this.lastSnapshot;
    if (last.atMs !== atMs || last.endMs !== endMs || last.seq !== seq) this.lastSnapshot = { atMs, endMs, seq };
    return this.lastSnapshot;
  }
}

/** The twin screen hides nothing: its users have already made their prediction, or do not want to. */
const OPEN = { ...NO_LESSON, revealed: true };
const NOTHING: readonly never[] = [];

function sideState(state: TwinState, side: Side): SessionState {
  const { status, failure, scenario, variants, knobs, seed, interventions, playing, speed, skipIdle } = state;
  const run = state.runs?.[side] ?? null;
  return {
    ...{ status, failure, scenario, knobs, seed, playing, speed, skipIdle, run },
    variant: variants[side],
    broker: "sim",
    handlers: null,
    recorded: null,
    fetching: null,
    interventions: interventions[side],
    branches: NOTHING,
    selection: state.selection?.side === side ? state.selection.what : null,
    lesson: OPEN,
    checks: run?.outcome.report.checks ?? NOTHING,
    notices: state.notices,
  };
}
