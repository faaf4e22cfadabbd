import type { Statechart } from "../../../engine/scenario/parts/flow/statechart.ts";
import type { CheckResult, Intervention, RunOutcome, RunRequest } from "../../../engine/scenario/run/run-types.ts";
import type { KnobValues, Scenario, ScenarioSource } from "../../../engine/scenario/schema.ts";
import type { TraceIndex } from "../stage/trace/trace-index.ts";
import type { Marks } from "../panels/time-machine/types.ts";
import type { Moment } from "../stage/trace/moments.ts";
import type { DraftTools } from "./draft/types.ts";
import type { OpenedFile } from "./opened-file.ts";

/**
 * The headless controller of the lab: which run is on screen, where in its time, and what the learner has done.
 * Everything here works without a DOM; React binds to it through `binding/session-context.tsx` alone.
 */

/**
 * All that the session needs of the engine; `runner-client.ts` asks the Web Worker, so that the page itself loads none
 * of the engine. Both reject with a `LabError`.
 */
export type Runner = {
  /** Runs to the end. Requests wait for their turn; a session never has more than one waiting. */
  run(request: LabRequest, onFetch?: OnFetch): Promise<RunResult>;
  /** Checks a scenario from elsewhere and fills in its defaults; `where` names the place in the error. */
  check(data: unknown, where: string): Promise<Scenario>;
  /** The runs of a stored trace, each judged again; at least one. */
  replay(file: OpenedFile): Promise<readonly RunResult[]>;
  /** For scenarios that are edited as text. */
  readonly drafts: DraftTools;
};
/** Where a run in the lab takes place: the simulated broker, or the real server in the same tab. */
export type LabBroker = "sim" | "wasm";
export type LabRequest = RunRequest & { readonly broker: LabBroker };
/** Told, of the real server that is being fetched, what part has come: 0 to 1. */
export type OnFetch = (part: number) => void;

/** The real server as it lies beside the page; only where it was built. */
export type ServerOffer = {
  readonly version: string;
  readonly compressedBytes: number;
  /** From the page's address, with a slash at its end. */
  readonly folder: string;
};

export type RunResult = {
  readonly outcome: RunOutcome;
  /** With variant and knobs applied. */
  readonly scenario: Scenario;
  /** The machines that drive its flow, one a version; none where none does. */
  readonly statecharts: readonly Statechart[];
};

/** An error as the lab shows it: what is wrong, and what to do. */
export type Failure = { readonly message: string; readonly remedy: string };

/** Calls back once at the next frame with a time in milliseconds; in a browser `requestAnimationFrame`. */
export type FrameScheduler = {
  request(onFrame: (nowMs: number) => void): void;
};

export type SessionOptions = {
  readonly runner: Runner;
  /** The shipped scenarios as written, in the order of the chapters; the runner checks one when it is chosen. */
  readonly scenarios: readonly ScenarioSource[];
  readonly frames: FrameScheduler;
  /** Absent or null: there is only the simulated broker. */
  readonly realServer?: ServerOffer | null;
};

// ---------------------------------------------------------------- state

export type RunId = number;
/** A finished run, with what the views are made from. Immutable; kept in `branches`. */
export type Run = {
  readonly id: RunId;
  readonly request: LabRequest;
  readonly outcome: RunOutcome;
  /** With variant and knobs applied: what the canvas shows. */
  readonly scenario: Scenario;
  readonly statecharts: readonly Statechart[];
  readonly index: TraceIndex;
  readonly marks: Marks;
  /** What sets this run apart from the scenario as written: 'ackWait 2000 ms; you crashed worker-1 at 00:03.200'. */
  readonly label: string;
  /** Of a fork: the moment up to which it equals the run that it came from. */
  readonly forkedAt: number | null;
  readonly decisive: Moment | null;
  /** What is said there: the lesson's words where they hold, else what the run shows. Empty without such a moment. */
  readonly decisiveSays: string;
};

export type Selection =
  | { readonly kind: "job"; readonly job: string }
  | { readonly kind: "actor"; readonly actor: string }
  | { readonly kind: "queue"; readonly queue: string }
  | { readonly kind: "log"; readonly log: string };

/** Where the learner is in a scenario's lesson; kept for each scenario while the page lives. */
export type LessonProgress = {
  /** The committed choice; null: not yet, so every figure of the run stays hidden. */
  readonly prediction: string | null;
  /** The choice that the run on screen proves right; null while hidden, when none holds, and for a run changed by hand. */
  readonly rightChoice: string | null;
  /** The learner has seen the decisive moment or asked for the answer: show what happened and why. */
  readonly revealed: boolean;
  /** The run stands still at its decisive moment because it paused there by itself. */
  readonly pausedAtDecisive: boolean;
};

/** Something to tell once, for a polite live region too. */
export type Notice = { readonly id: number; readonly tone: "info" | "warn" | "bad"; readonly text: string };

/** A new object whenever something in it changed; everything that follows the playhead is in `Playhead`. */
export type SessionState = {
  /** 'idle': no scenario chosen (the home screen). While 'running' the last run stays on screen. */
  readonly status: "idle" | "running" | "ready" | "failed";
  readonly failure: Failure | null;
  /** As its author wrote it, before variant and knobs; null on the home screen. */
  readonly scenario: Scenario | null;
  readonly variant: string;
  /** Only the knobs that were turned; `knobValue(run.scenario, knob)` in knobs.ts tells what holds for the others. */
  readonly knobs: KnobValues;
  readonly seed: number;
  readonly interventions: readonly Intervention[];
  readonly broker: LabBroker;
  /** The file that the runs were read from; null for runs that the lab makes. A recorded run cannot be changed. */
  readonly recorded: { readonly file: string } | null;
  /** What part of the real server has come, from 0 to 1; null when it is not being fetched. */
  readonly fetching: number | null;
  /** The run on screen. */
  readonly run: Run | null;
  /** The runs of this scenario that can be looked at again, oldest first, the one on screen among them. */
  readonly branches: readonly Run[];
  readonly playing: boolean;
  readonly speed: number;
  readonly skipIdle: boolean;
  readonly selection: Selection | null;
  readonly lesson: LessonProgress;
  /** The run's checks, for the verdict panel; empty while hidden (before the prediction). */
  readonly checks: readonly CheckResult[];
  readonly notices: readonly Notice[];
};

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const;

/** Where in the run we are. `get` is for the canvas, at every frame; `snapshot` changes about ten times a second, for React. */
export type Playhead = {
  /** Milliseconds in the run, fractional while playing. */
  get(): number;
  /** Called at every change. */
  subscribe(onChange: () => void): () => void;
  snapshot(): PlayheadSnapshot;
  /** Called when `snapshot` has changed. */
  subscribeSlow(onChange: () => void): () => void;
};
export type PlayheadSnapshot = {
  readonly atMs: number;
  readonly endMs: number;
  /** The last event at or before the moment; 0 before the first. */
  readonly seq: number;
};

// ---------------------------------------------------------------- commands

/** What the home screen shows of a scenario. */
export type ScenarioCard = Pick<ScenarioSource, "id" | "title" | "shows">;

export type Session = {
  /** In the order of the chapters. */
  readonly scenarios: readonly ScenarioCard[];
  /** Null where there is only the simulated broker. */
  readonly realServer: ServerOffer | null;
  getState(): SessionState;
  subscribe(onChange: () => void): () => void;
  readonly playhead: Playhead;

  /**
   * Shows a shipped scenario (by id) or any other one that was checked, from its start, with its own seed and settings
   * where `setup` does not say otherwise. An id that nobody knows: a notice, and the home screen.
   */
  select(scenario: string | Scenario, setup?: Partial<RunSetup>): Promise<void>;
  /** Back to the home screen. */
  leave(): void;
  /** Each of these runs anew from the start of time (another variant, if asked, at this very moment), without interventions, and keeps the run before as a branch. */
  setVariant(variant: string, how?: { readonly keepMoment?: boolean }): Promise<void>;
  setKnob(knob: string, value: KnobValues[string]): Promise<void>;
  resetKnobs(): Promise<void>;
  /** The same run on the other broker, as far as it is offered (`realServer`), at this very moment. */
  setBroker(broker: LabBroker): Promise<void>;
  setSeed(seed: number): Promise<void>;
  /** The next number: seeds that follow one another are no more alike than any two. */
  anotherSeed(): Promise<void>;
  /** Drops the interventions and goes to the beginning; the knobs stay. */
  startOver(): Promise<void>;
  /** Tries again after a failure. */
  retry(): Promise<void>;

  play(): void;
  pause(): void;
  toggle(): void;
  /** To the next / previous moment at which something happened; pauses. False at the end / beginning. */
  nextEvent(): boolean;
  previousEvent(): boolean;
  /** By so many milliseconds of the run; pauses. */
  step(ms: number): void;
  /** Clamped to the run; leaves playing as it is. */
  seek(atMs: number): void;
  /** Clamped to the least and greatest of `SPEEDS`. */
  setSpeed(speed: number): void;
  setSkipIdle(on: boolean): void;

  /** Crashes a worker at this moment: a fork. Interventions later than the moment are dropped. Goes on from where it stands. */
  crash(actor: string): Promise<void>;
  /** Starts a worker that has ended again at this moment: a fork likewise. */
  restart(actor: string): Promise<void>;
  /** Pauses an actor at this moment, or lets a paused one go on where it was: forks likewise. */
  pauseActor(actor: string): Promise<void>;
  letGoOn(actor: string): Promise<void>;
  /** Takes the last intervention back. */
  undo(): Promise<void>;
  /** Shows a kept run again, with its settings. */
  showBranch(run: RunId): void;

  choose(selection: Selection | null): void;
  /** Commits to a choice; a second call changes nothing. */
  predict(choice: string): void;
  /** Shows what happened and why without waiting for the decisive moment. */
  reveal(): void;
  dismiss(notice: number): void;

  /** This run at this moment as text for a URL. */
  link(): Promise<string>;
  /** Opens such a text. A bad one: the home screen with a notice that names what is wrong; resolves to false. */
  openLink(text: string): Promise<boolean>;
};

/** The session of the single screen: it also shows runs that come from a file. */
export type MainSession = Session & {
  /** Is this shipped scenario on screen? A recorded run of it is something else. */
  isOn(id: string): boolean;
  /**
   * Reads a stored trace and shows its first run from its start; its other runs are branches. A bad file: a notice that
   * names what is wrong and where, and whatever was on screen stays; resolves to false.
   */
  openTrace(file: OpenedFile): Promise<boolean>;
  /** Shows the trace that was opened last. Without one: a notice; false. */
  showTrace(): boolean;
  /**
   * Shows a scenario that is being edited, without its lesson: at this very moment if the one before it was edited too.
   * Nothing changes until its run is there. Variant, knobs and seed stay where they still fit.
   * @throws LabError when it cannot be run: whatever was on screen stays.
   */
  revise(scenario: Scenario): Promise<void>;
  /** Is what `revise` was given last on screen? */
  isEditing(): boolean;
  /** Tells the user something. */
  tell(failure: Failure): void;
};

/** What a link holds beside the scenario. */
export type RunSetup = {
  readonly variant: string;
  readonly knobs: KnobValues;
  readonly seed: number;
  readonly interventions: readonly Intervention[];
  readonly broker: LabBroker;
  readonly atMs: number;
};
