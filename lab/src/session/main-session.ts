import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { HandlersFile } from "../../../engine/sandbox/handlers-file.ts";
import { knobProblem } from "../../../engine/views.ts";
import { withoutLesson } from "../lessons/written.ts";
import { failureOf, LabError } from "./errors.ts";
import { agree } from "./knobs.ts";
import { encodeLink } from "./link.ts";
import { loadTraceReader } from "./load-part.ts";
import type { OpenedFile } from "./opened-file.ts";
import { writtenSetup } from "./run-setup.ts";
import { RECORDED, SessionController } from "./session-controller.ts";
import { NO_SCENARIO, setupIn } from "./session-state.ts";
import type { Failure, MainSession, Run, RunId, RunSetup } from "./types.ts";

type OpenedTrace = { readonly file: string; readonly runs: readonly Run[] };

/**
 * The session of the single screen, which also shows runs from a file.
 *
 * M1  A file that cannot be shown changes nothing but the notices.
 * M2  A recorded run is never made again: no command changes its settings.
 * M3  Of several files that are being read, the last one is shown.
 */
export class MainController extends SessionController implements MainSession {
  private trace: OpenedTrace | null = null;
  private readings = 0;
  /** The scenario that was edited last. */
  private edited: Scenario | null = null;

  isOn(id: string): boolean {
    const { scenario, recorded } = this.getState();
    return scenario !== null && recorded === null && this.library.shortName(scenario) === id;
  }

  async openTrace(file: OpenedFile): Promise<boolean> {
    const reading = ++this.readings;
    try {
      const [results, { drawable }] = await Promise.all([this.options.runner.replay(file), loadTraceReader()]);
      if (reading !== this.readings) return false;
      this.trace = { file: file.name, runs: results.map((result, i) => drawable(i + 1, result, file.name)) };
      return this.showTrace();
    } catch (thrown) {
      if (reading === this.readings) this.tell(failureOf(thrown));
      return false;
    }
  }

  isEditing(): boolean {
    return this.edited !== null && this.getState().scenario === this.edited;
  }

  async revise(scenario: Scenario, handlers: HandlersFile | null = null): Promise<void> {
    const turn = ++this.turn;
    const edited = withoutLesson(scenario);
    const before = this.getState();
    const goesOn = this.isEditing();
    const fitting =
      goesOn && before.scenario ? stillFitting(edited, setupIn(before, 0), before.scenario) : writtenSetup(edited);
    const { handlers: _former, ...setup } = agree(edited, fitting);
    const asked = { ...setup, ...(handlers ? { handlers } : {}) };
    const { run, branches } = await this.shelf.obtain(edited, asked, []).catch((thrown: unknown) => {
      // A command that this one has overtaken shows its run no more.
      if (turn === this.turn && this.getState().run) this.store.update({ status: "ready", fetching: null });
      throw thrown;
    });
    if (turn !== this.turn) return;
    this.edited = edited;
    const { variant, knobs, seed, broker } = run.request;
    const settings = { variant, knobs, seed, broker, handlers, interventions: [] };
    const selection = goesOn ? before.selection : null;
    const atMs = goesOn ? this.sameMoment() : 0;
    this.store.update({ ...NO_SCENARIO, ...settings, scenario: edited, run, branches, selection, status: "ready" });
    this.showRun(run, atMs);
  }

  showTrace(): boolean {
    const { trace } = this;
    const first = trace?.runs[0];
    if (!trace || !first) {
      this.tell({ message: "No trace is open.", remedy: "Choose its file again, or drop it on this page." });
      return false;
    }
    this.turn++;
    this.player.pause();
    this.player.load(null, { atMs: 0, pausesAt: [] });
    this.store.update({ ...NO_SCENARIO, notices: [], recorded: { file: trace.file }, branches: trace.runs });
    this.showBranch(first.id);
    return true;
  }

  override showBranch(id: RunId): void {
    const { recorded, branches } = this.getState();
    const run = branches.find((branch) => branch.id === id);
    if (recorded && run) this.store.update({ scenario: asRecorded(run.request.scenario) });
    super.showBranch(id);
  }

  /** Of a recorded run: the same run, made in the lab. */
  override async link(): Promise<string> {
    const { recorded, run } = this.getState();
    if (run?.request.handlers) throw new LabError(NO_RUN_LINK);
    if (!recorded || !run) return super.link();
    const scenario = await this.library.nameOf(run.request.scenario);
    const { variant, knobs, seed, interventions, broker } = run.request;
    const setup = { variant, knobs, seed, interventions, broker, atMs: this.playhead.get() };
    return encodeLink({ scenario, setup, engine: run.outcome.header.engine });
  }

  override async startOver(): Promise<void> {
    if (this.getState().recorded === null) return super.startOver();
    this.pause();
    this.seek(0);
  }

  tell({ message, remedy }: Failure): void {
    this.store.notice("bad", `${message} ${remedy}`);
  }

  protected override show(setup: RunSetup, keepMoment?: boolean): Promise<void> {
    if (this.getState().recorded === null) return super.show(setup, keepMoment);
    this.store.notice("info", RECORDED);
    return Promise.resolve();
  }
}

/** Whoever opens a link has not agreed to run what somebody else wrote. */
const NO_RUN_LINK = {
  message: "This run calls functions of a handlers file, and a link to a run carries none.",
  remedy: "Open its scenario and its handlers file in the workbench, whose link asks before it runs them.",
};

/** The settings of a scenario before it was edited, as far as they still mean something. */
function stillFitting(scenario: Scenario, setup: RunSetup, before: Scenario): RunSetup {
  const written = writtenSetup(scenario);
  const fits = scenario.variants.some(({ id }) => id === setup.variant);
  const knobs = Object.entries(setup.knobs).filter(([id, value]) =>
    scenario.knobs.some((knob) => knob.id === id && knobProblem(knob, value) === null),
  );
  return {
    ...setup,
    variant: fits ? setup.variant : written.variant,
    knobs: Object.fromEntries(knobs),
    seed: scenario.seed === before.seed ? setup.seed : scenario.seed,
    broker: scenario.brokers.includes(setup.broker) ? setup.broker : "sim",
    interventions: [],
  };
}

/** Nothing is asked about a recorded run, and none of its settings can be turned. */
function asRecorded(scenario: Scenario): Scenario {
  return { ...withoutLesson(scenario), knobs: [], variants: [] };
}
