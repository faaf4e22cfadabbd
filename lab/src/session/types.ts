import type { Statechart } from "../../../engine/scenario/parts/flow/statechart.ts";
import type { CheckResult, Intervention, RunOutcome, RunRequest } from "../../../engine/scenario/run/run-types.ts";
import type { KnobValues, Scenario, ScenarioSource } from "../../../engine/scenario/schema.ts";
import type { HandlersFile } from "../../../engine/sandbox/handlers-file.ts";
import type { TraceIndex } from "../stage/trace/trace-index.ts";
import type { Marks } from "../panels/time-machine/types.ts";
import type { Moment } from "../stage/trace/moments.ts";
import type { Pause } from "../lessons/decisive.ts";
import type { Sure } from "../course/progress.ts";
import type { DraftTools } from "./draft/types.ts";
import type { OpenedFile } from "./opened-file.ts";
import type { ProgressStore } from "./progress-store.ts";

/**
 * The headless controller of the lab: the run on screen, its current moment, and the learner's actions. It works
 * without a DOM. React binds to it only through `binding/session-context.tsx`.
 */

/**
 * Everything that the session needs of the engine. `runner-client.ts` asks the Web Worker, so the page itself does not
 * load the engine. All methods reject with a `LabError`.
 */
export type Runner = {
  /** Runs to the end. Requests wait for their turn; a session has at most one waiting. */
  run(request: LabRequest, onFetch?: OnFetch): Promise<RunResult>;
  /** Validates a scenario from elsewhere and fills in its defaults. `where` names the place in the error. */
  check(data: unknown, where: string): Promise<Scenario>;
  /** The runs of a stored trace, each judged again; at least one. */
  replay(file: OpenedFile): Promise<readonly RunResult[]>;
  /** For scenarios that are edited as text. */
  readonly drafts: DraftTools;
};
/** The broker of a run in the lab: the simulated one, or the real server in the same tab. */
export type LabBroker = "sim" | "wasm";
export type LabRequest = RunRequest & { readonly broker: LabBroker };
/** Called during the download of the real server with the part that has arrived: 0 to 1. */
export type OnFetch = (part: number) => void;

/** The real server's program next to the page, if it was built. */
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
  /** The machines that drive its flow, one per version; empty if there are none. */
  readonly statecharts: readonly Statechart[];
  /** What each check of its lesson's challenge says of it; empty without a challenge. */
  readonly challenge: readonly ChallengeFinding[];
};
export type ChallengeFinding = { readonly holds: boolean; readonly detail: string };

/** An error as the lab shows it: what is wrong, and what to do. */
export type Failure = { readonly message: string; readonly remedy: string };

/** Calls back once at the next frame with a time in milliseconds; in a browser `requestAnimationFrame`. */
export type FrameScheduler = {
  request(onFrame: (nowMs: number) => void): void;
};

export type SessionOptions = {
  readonly runner: Runner;
  /** The scenarios as written, in the order of the map; one is loaded, and checked by the runner, when it is chosen. */
  readonly scenarios: readonly (ScenarioSource | ShippedScenario)[];
  readonly frames: FrameScheduler;
  /** Absent or null: there is only the simulated broker. */
  readonly realServer?: ServerOffer | null;
  /** Absent: the progress in lessons lasts as long as the session. */
  readonly progress?: ProgressStore;
};

// ---------------------------------------------------------------- state

export type RunId = number;
/** A finished run, with everything that the views need. Immutable; kept in `branches`. */
export type Run = {
  readonly id: RunId;
  readonly request: LabRequest;
  readonly outcome: RunOutcome;
  /** With variant and knobs applied: this is what the canvas shows. */
  readonly scenario: Scenario;
  readonly statecharts: readonly Statechart[];
  readonly index: TraceIndex;
  readonly marks: Marks;
  /** The differences from the scenario as written: 'ackWait 2000 ms; you crashed worker-1 at 00:03.200'. */
  readonly label: string;
  /** For a fork: the moment up to which it equals the original run. */
  readonly forkedAt: number | null;
  readonly decisive: Moment | null;
  /**
   * The text for that moment: the lesson's own if it is true of this run, else what the run shows. Empty without such a
   * moment.
   */
  readonly decisiveSays: string;
  /** The decisive moment and the other moments at which it pauses automatically, in their order. */
  readonly pauses: readonly Pause[];
  /** The choice of its lesson that this run proves right; null when none holds. */
  readonly rightChoice: string | null;
  /** The same for the prediction about the changed run; null for every other run. */
  readonly rightSecond: string | null;
  readonly challenge: readonly ChallengeFinding[];
};

export type Selection =
  | { readonly kind: "job"; readonly job: string }
  | { readonly kind: "actor"; readonly actor: string }
  | { readonly kind: "queue"; readonly queue: string }
  | { readonly kind: "log"; readonly log: string };

/** The learner's progress in a scenario's lesson. */
export type LessonProgress = {
  /** The committed choice. Null: none yet, so every figure of the run is hidden. */
  readonly prediction: string | null;
  /** How sure the learner was; null without a prediction. */
  readonly sure: Sure | null;
  /** The prediction was made for the settings of the run on screen. False after a variant or a knob was changed. */
  readonly ofThisRun: boolean;
  /**
   * The choice that the run on screen proves right. Null while hidden, if none holds, and for a run with interventions.
   */
  readonly rightChoice: string | null;
  /** The learner has reached the decisive moment or asked for the answer: what happened and why are shown. */
  readonly revealed: boolean;
  /** Playback paused automatically at this one of the run's pauses; null otherwise. */
  readonly pausedAt: number | null;
  readonly pausedAtDecisive: boolean;
  /** The committed choice about the changed run. */
  readonly second: string | null;
  /** The changed run is on screen and its end has not been seen: what it shows stays hidden. */
  readonly secondAwaited: boolean;
  /** The choice that the changed run proves right; null while it is awaited, and for any other run. */
  readonly rightSecond: string | null;
  readonly challenge: "passed" | "skipped" | null;
  /** The learner has come to the lesson's end. */
  readonly done: boolean;
};

/** A message to show once, also in a polite live region. */
export type Notice = { readonly id: number; readonly tone: "info" | "warn" | "bad"; readonly text: string };

/** A new object after every change. Everything that follows the playhead is in `Playhead`. */
export type SessionState = {
  /** 'idle': no scenario chosen (the home screen). While 'running' the last run stays on screen. */
  readonly status: "idle" | "running" | "ready" | "failed";
  readonly failure: Failure | null;
  /** As its author wrote it, before variant and knobs; null on the home screen. */
  readonly scenario: Scenario | null;
  readonly variant: string;
  /** Only the turned knobs. `knobValue(run.scenario, knob)` in knobs.ts returns the value of any knob. */
  readonly knobs: KnobValues;
  readonly seed: number;
  readonly interventions: readonly Intervention[];
  readonly broker: LabBroker;
  /** The functions that the scenario's handlers call; null: none. */
  readonly handlers: HandlersFile | null;
  /** The file that the runs were read from; null for runs that the lab makes. A recorded run cannot be changed. */
  readonly recorded: { readonly file: string } | null;
  /** The downloaded part of the real server, from 0 to 1; null if there is no download. */
  readonly fetching: number | null;
  /** The run on screen. */
  readonly run: Run | null;
  /** The kept runs of this scenario, oldest first, including the one on screen. */
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

/**
 * The current moment. `get` is for the canvas, at every frame. `snapshot` changes about ten times a second, for React.
 */
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

/** The part of a scenario that the home screen shows. */
export type ScenarioCard = Pick<ScenarioSource, "id" | "title" | "shows">;
/** A card, and where the scenario comes from. */
export type ShippedScenario = ScenarioCard & { load(): Promise<ScenarioSource> };

export type Session = {
  /** In the order of the map. */
  readonly scenarios: readonly ScenarioCard[];
  /** Null if only the simulated broker is available. */
  readonly realServer: ServerOffer | null;
  getState(): SessionState;
  subscribe(onChange: () => void): () => void;
  readonly playhead: Playhead;

  /**
   * Shows a shipped scenario (by id) or any other checked one, from its start, with its own seed and settings unless
   * `setup` overrides them. For an unknown id it shows a notice and the home screen.
   */
  select(scenario: string | Scenario, setup?: Partial<RunSetup>): Promise<void>;
  /** Back to the home screen. */
  leave(): void;
  /**
   * Each of these runs the scenario again without interventions, from the start (or at the current moment for another
   * variant, if asked), and keeps the run before as a branch.
   */
  setVariant(variant: string, how?: { readonly keepMoment?: boolean }): Promise<void>;
  setKnob(knob: string, value: KnobValues[string]): Promise<void>;
  resetKnobs(): Promise<void>;
  /** The same run on the other broker at the current moment, if that broker is available (`realServer`). */
  setBroker(broker: LabBroker): Promise<void>;
  setSeed(seed: number): Promise<void>;
  /** The next number. Consecutive seeds are no more alike than any others. */
  anotherSeed(): Promise<void>;
  /** Drops the interventions and goes to the start. The knobs stay. */
  startOver(): Promise<void>;
  /** Tries again after a failure. */
  retry(): Promise<void>;

  play(): void;
  pause(): void;
  toggle(): void;
  /** Goes to the next or previous moment at which something happened, and pauses. False at the end or the start. */
  nextEvent(): boolean;
  previousEvent(): boolean;
  /** Moves by this many milliseconds of the run, and pauses. */
  step(ms: number): void;
  /** Clamped to the run. Does not change whether it plays. */
  seek(atMs: number): void;
  /** Clamped to the least and greatest of `SPEEDS`. */
  setSpeed(speed: number): void;
  setSkipIdle(on: boolean): void;

  /** Crashes a worker at this moment: a fork. Later interventions are dropped. The moment stays. */
  crash(actor: string): Promise<void>;
  /** Restarts a crashed worker at this moment: also a fork. */
  restart(actor: string): Promise<void>;
  /** Pauses an actor at this moment, or resumes a paused one: also forks. */
  pauseActor(actor: string): Promise<void>;
  letGoOn(actor: string): Promise<void>;
  /** Undoes the last intervention. */
  undo(): Promise<void>;
  /** Shows a kept run again, with its settings. */
  showBranch(run: RunId): void;

  choose(selection: Selection | null): void;
  /** Commits to a choice; a second call changes nothing. */
  predict(choice: string, sure?: Sure): void;
  /** Commits to a choice about the changed run, makes the lesson's next change to the lesson's own settings, and plays. */
  predictNext(choice: string, sure?: Sure): Promise<void>;
  /** The lesson's own settings with these changes. */
  setUp(settings: { readonly variant?: string; readonly knobs: KnobValues }): Promise<void>;
  /** The learner has passed or skipped the challenge, or has come to the lesson's end. */
  settleChallenge(how: "passed" | "skipped"): void;
  finishLesson(): void;
  /** Forgets the lesson's predictions, and begins it again. */
  repeatLesson(): Promise<void>;
  /** Shows what happened and why without waiting for the decisive moment. */
  reveal(): void;
  dismiss(notice: number): void;

  /** This run at this moment as text for a URL. */
  link(): Promise<string>;
  /**
   * Opens such a text. For a bad one it shows the home screen with a notice that says what is wrong, and resolves to
   * false.
   */
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
  revise(scenario: Scenario, handlers?: HandlersFile | null): Promise<void>;
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
  /** The handlers file of a scenario that is edited here; no link to a run carries one. */
  readonly handlers?: HandlersFile;
};
