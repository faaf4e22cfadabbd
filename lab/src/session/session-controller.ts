import type { Intervention } from "../../../engine/scenario/run/run-types.ts";
import type { KnobValues, Scenario } from "../../../engine/scenario/schema.ts";
import type { InterventionAction } from "../../../engine/trace/events/runner.ts";
import { failureOf, LinkError } from "./errors.ts";
import { loadLinkReader, loadRunReader } from "./load-part.ts";
import { agree, freeKnobs } from "./knobs.ts";
import { Library } from "./library.ts";
import { LessonControls } from "./lesson-controls.ts";
import { LessonKeeper } from "./lesson-progress.ts";
import { encodeLink } from "./link.ts";
import { Player } from "./player.ts";
import { ProgressStore } from "./progress-store.ts";
import { RunShelf } from "./run-shelf.ts";
import { intervene } from "./run-setup.ts";
import { NO_SCENARIO, setupFor, setupIn, StateStore } from "./session-state.ts";
import type {
  LabBroker,
  Playhead,
  Run,
  RunId,
  RunSetup,
  ScenarioCard,
  Selection,
  ServerOffer,
  Session,
  SessionOptions,
  SessionState,
} from "./types.ts";

export const RECORDED = "This run was recorded: it cannot be changed. “Run it here” makes the same run in the lab.";

/**
 * The commands of the lab, on top of a player (time), a shelf of runs, and the state.
 *
 * C1  The state always has the settings of the newest command. The run on screen belongs to them, or is the last run
 *     before them while theirs is still being made.
 * C2  An answer that a newer command has overtaken changes nothing.
 * C3  A fork keeps the moment, and so does a change of variant if asked to. Every other new run begins at its start,
 *     unless the learner has moved to another moment while it was being made.
 * C4  Nothing that a run proves is in the state before the learner may see it.
 */
export class SessionController extends LessonControls implements Session {
  readonly scenarios: readonly ScenarioCard[];
  readonly realServer: ServerOffer | null;
  readonly playhead: Playhead;
  readonly getState: () => SessionState;
  readonly subscribe: (onChange: () => void) => () => void;
  protected readonly options: SessionOptions;
  protected readonly store = new StateStore();
  protected readonly player: Player;
  protected readonly lessons: LessonKeeper;
  private readonly progress: ProgressStore;
  protected readonly shelf: RunShelf;
  protected readonly library: Library;
  protected turn = 0;
  private making: Promise<void> = Promise.resolve();
  private forking: Promise<void> = Promise.resolve();

  constructor(options: SessionOptions) {
    super();
    this.options = options;
    this.scenarios = options.scenarios;
    this.realServer = options.realServer ?? null;
    this.library = new Library(options.scenarios, options.runner);
    this.progress = options.progress ?? new ProgressStore();
    this.lessons = new LessonKeeper({
      kept: this.progress,
      isShipped: (scenario) => typeof this.library.shortName(scenario) === "string",
    });
    this.shelf = new RunShelf(options.runner);
    this.player = new Player(options.frames, {
      onPlaying: () => this.onPlaying(),
      onPause: (atMs) => this.showLesson(this.getState().run?.pauses.findIndex(({ at }) => at === atMs) ?? null),
      onMove: (atMs) => this.onMove(atMs),
    });
    this.playhead = this.player.playhead;
    this.progress.subscribe(() => this.showLesson(this.getState().lesson.pausedAt));
    this.getState = this.store.get;
    this.subscribe = this.store.subscribe;
  }

  // ---- which run

  async select(scenario: string | Scenario, setup: Partial<RunSetup> = {}): Promise<void> {
    const turn = ++this.turn;
    this.player.pause();
    this.player.load(null, { atMs: 0, pausesAt: [] });
    this.store.update({ ...NO_SCENARIO, notices: [], status: "running" });
    this.showLesson();
    try {
      const found = typeof scenario === "string" ? await this.library.open(scenario) : scenario;
      if (turn !== this.turn) return;
      this.store.update({ scenario: found });
      this.lessons.opened(found);
      await this.show(this.offered(setupFor(found, setup)));
    } catch (thrown) {
      if (turn === this.turn) this.goHome(thrown);
    }
  }

  protected onSettings({ speed, skipIdle }: { readonly speed: number; readonly skipIdle: boolean }): void {
    this.store.update({ speed, skipIdle });
  }

  /** A link may come from a lab that has the real server. */
  private offered(setup: RunSetup): RunSetup {
    if (setup.broker === "sim" || this.realServer) return setup;
    this.store.notice(
      "info",
      "This run was made on the real nats-server, which is not built here. The lab shows it on the simulated broker.",
    );
    return { ...setup, broker: "sim" };
  }

  leave(): void {
    // Nothing is open or being opened, so notices about failed openings stay.
    if (this.getState().status === "idle") return;
    this.turn++;
    this.player.load(null, { atMs: 0, pausesAt: [] });
    this.store.update({ ...NO_SCENARIO, notices: [] });
    this.showLesson();
  }

  setVariant(variant: string, { keepMoment = false } = {}): Promise<void> {
    const { scenario, knobs } = this.getState();
    // A knob with another value would select another variant again.
    return this.rerun({ variant, knobs: scenario ? freeKnobs(scenario, knobs) : knobs }, keepMoment);
  }

  setKnob(knob: string, value: KnobValues[string]): Promise<void> {
    return this.rerun({ knobs: { ...this.getState().knobs, [knob]: value } });
  }

  resetKnobs(): Promise<void> {
    return this.rerun({ knobs: {} });
  }

  setBroker(broker: LabBroker): Promise<void> {
    if (broker === this.getState().broker) return Promise.resolve();
    this.player.hold();
    return this.show({ ...setupIn(this.getState(), this.playhead.get()), broker, interventions: [] }, true);
  }

  setSeed(seed: number): Promise<void> {
    return this.rerun({ seed });
  }

  anotherSeed(): Promise<void> {
    return this.rerun({ seed: (this.getState().seed + 1) >>> 0 });
  }

  startOver(): Promise<void> {
    return this.rerun({});
  }

  retry(): Promise<void> {
    return this.show(setupIn(this.getState(), this.playhead.get()));
  }

  showBranch(id: RunId): void {
    const run = this.getState().branches.find((branch) => branch.id === id);
    if (!run) return;
    this.turn++;
    const { variant, knobs, seed, interventions, broker } = run.request;
    this.store.update({ variant, knobs, seed, interventions, broker, status: "ready", failure: null });
    this.showRun(run, this.playhead.get());
  }

  // ---- interventions

  crash(actor: string): Promise<void> {
    return this.fork({ kind: "crash", actor });
  }

  restart(actor: string): Promise<void> {
    return this.fork({ kind: "restart", actor });
  }

  pauseActor(actor: string): Promise<void> {
    return this.fork({ kind: "pause", actor });
  }

  letGoOn(actor: string): Promise<void> {
    return this.fork({ kind: "resume", actor });
  }

  undo(): Promise<void> {
    const { interventions } = this.getState();
    return interventions.length === 0 ? Promise.resolve() : this.showFork(interventions.slice(0, -1));
  }

  // ---- the learner

  choose(selection: Selection | null): void {
    this.store.update({ selection });
  }

  dismiss(notice: number): void {
    this.store.dismiss(notice);
  }

  // ---- links

  async link(): Promise<string> {
    const state = this.getState();
    if (!state.scenario) return "";
    const engine = state.run?.outcome.header.engine ?? "";
    return encodeLink({
      scenario: this.library.shortName(state.scenario),
      setup: setupIn(state, this.playhead.get()),
      engine,
    });
  }

  async openLink(text: string): Promise<boolean> {
    const turn = ++this.turn;
    // From here on, something is being opened. 'idle' would mean that there is nothing to show.
    this.store.update({ status: "running" });
    try {
      const [{ decodeLink }, { impossibleRun }] = await Promise.all([loadLinkReader(), loadRunReader()]);
      const { scenario, setup, engine } = await decodeLink(text, (data, where) =>
        this.options.runner.check(data, where),
      );
      if (turn !== this.turn) return false;
      await this.select(scenario, setup);
      const { failure: broken, run } = this.getState();
      const failure = broken ?? (run && impossibleRun(run));
      if (failure)
        this.goHome(new LinkError({ ...failure, message: `This link cannot be opened: ${failure.message}` }));
      else if (run) this.warnOfVersion(run, engine);
      return failure === null && run !== null;
    } catch (thrown) {
      if (turn === this.turn) this.goHome(thrown);
      return false;
    }
  }

  private warnOfVersion(run: Run, theirs: string): void {
    const ours = run.outcome.header.engine;
    if (ours === theirs) return;
    this.store.notice(
      "warn",
      `This link was made with version ${theirs || "unknown"} and this is ${ours}: the run may differ from the run that its sender saw.`,
    );
  }

  // ---- within

  private goHome(thrown: unknown): void {
    const { message, remedy } = failureOf(thrown);
    this.leave();
    this.store.notice("bad", `${message} ${remedy}`);
  }

  /**
   * The moment at which to show another run: the current one, or the new run's end if the current run is at its end.
   */
  protected sameMoment(): number {
    const atMs = this.playhead.get();
    return atMs >= (this.getState().run?.index.endMs ?? 0) ? Number.MAX_SAFE_INTEGER : atMs;
  }

  /** Runs the same scenario with other settings and without interventions, from its start or at the same moment. */
  protected async rerun(change: Partial<RunSetup>, keepMoment = false): Promise<void> {
    const state = this.getState();
    if (!state.scenario) return;
    this.player.pause();
    await this.show({ ...setupIn(state, 0), interventions: [], ...change }, keepMoment);
  }

  /** One at a time: a click while the last fork is still being made forks that one. */
  private fork(action: InterventionAction): Promise<void> {
    const clickedOn = this.getState().scenario;
    const atMs = this.playhead.get();
    this.forking = this.forking
      .then(() => this.making)
      .then(() => (this.getState().scenario === clickedOn ? this.forkAt(action, atMs) : undefined));
    return this.forking;
  }

  private async forkAt(action: InterventionAction, atMs: number): Promise<void> {
    const { run, recorded } = this.getState();
    if (!run) return;
    const { refusal } = await loadRunReader();
    const refused = recorded ? RECORDED : refusal(run, action, atMs);
    const interventions = refused === null ? intervene(run, action, atMs) : null;
    if (interventions) await this.showFork(interventions);
    else this.store.notice("info", refused ?? "This run cannot be forked.");
  }

  private showFork(interventions: readonly Intervention[]): Promise<void> {
    this.player.hold();
    return this.show({ ...setupIn(this.getState(), this.playhead.get()), interventions });
  }

  /** Makes or finds the run of these settings, and shows it at their moment. */
  protected show(setup: RunSetup, keepMoment = false): Promise<void> {
    const { scenario } = this.getState();
    this.making = this.make(scenario ? agree(scenario, setup) : setup, keepMoment);
    return this.making;
  }

  private async make(setup: RunSetup, keepMoment: boolean): Promise<void> {
    const { scenario } = this.getState();
    if (!scenario) return;
    const turn = ++this.turn;
    const { variant, knobs, seed, interventions, broker, atMs } = setup;
    const lookedAt = this.playhead.get();
    const onFetch = (fetching: number) => {
      if (turn === this.turn && this.getState().status === "running") this.store.update({ fetching });
    };
    const settings = { variant, knobs, seed, interventions, broker };
    this.store.update({ ...settings, status: "running", failure: null, fetching: null });
    try {
      const { run, branches } = await this.shelf.obtain(scenario, setup, this.getState().branches, onFetch);
      if (turn !== this.turn) return;
      this.store.update({ status: "ready", branches, fetching: null });
      // Keeps the moment at which the run arrives, not the one at which it was requested.
      this.showRun(run, keepMoment || this.player.hasGoneFrom(lookedAt) ? this.sameMoment() : atMs);
    } catch (thrown) {
      if (turn !== this.turn) return;
      this.player.pause();
      this.store.update({ status: "failed", failure: failureOf(thrown), fetching: null });
    }
  }

  protected showRun(run: Run, atMs: number): void {
    this.store.update({ run });
    const pausesAt = this.progress.get().expert ? [] : run.pauses.map(({ at }) => at);
    this.player.load(run.index, { atMs, pausesAt });
    this.onMove(this.playhead.get());
    this.showLesson();
  }

  private onPlaying(): void {
    const { playing } = this.player;
    this.store.update({ playing });
    if (playing) this.showLesson();
  }

  protected onMove(atMs: number): void {
    const { run, lesson } = this.getState();
    const changed = run !== null && this.lessons.onMove(run, atMs);
    if (changed || lesson.pausedAt !== null) this.showLesson();
  }

  /** `pausedAt`: the run's pause at which playback has stopped. */
  protected showLesson(pausedAt: number | null = null): void {
    const { run, scenario } = this.getState();
    this.store.update(this.lessons.view(scenario, run, pausedAt));
  }
}
