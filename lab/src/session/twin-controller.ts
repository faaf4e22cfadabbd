import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { InterventionAction } from "../../../engine/trace/events/runner.ts";
import { whyNot } from "../stage/actor/interventions.ts";
import { interestingOrder, jointTime, ordersOf, divergencesOf } from "../twin/joint.ts";
import { SIDES, type OfSides, type Divergence, type Side } from "../twin/types.ts";
import { failureOf } from "./errors.ts";
import { Library } from "./library.ts";
import { loadLinkReader, loadRunReader } from "./load-part.ts";
import { encodeLink } from "./link.ts";
import { Observers } from "./observers.ts";
import { Player } from "./player.ts";
import { TimeControls } from "./time-controls.ts";
import { intervene } from "./run-setup.ts";
import { GLUE_NAMES, leftFor, leftVariants, pairOf, sideNames } from "./twin-pairs.ts";
import { TwinShelf, twinSetupIn } from "./twin-runs.ts";
import { TwinSide } from "./twin-side.ts";
import type { Failure, Notice, Playhead, Run, Runner, Selection, Session } from "./types.ts";
import type { TwinOptions, TwinSession, TwinSetup, TwinState } from "./twin-types.ts";

const NOTHING_OPEN: TwinState = {
  status: "idle",
  failure: null,
  scenario: null,
  levels: [],
  variants: { glue: "", orchestrated: "" },
  names: GLUE_NAMES,
  knobs: {},
  seed: 1,
  interventions: { glue: [], orchestrated: [] },
  runs: null,
  divergences: [],
  orders: [],
  order: "",
  onBoth: false,
  pausedAtDivergence: false,
  canUndo: false,
  playing: false,
  speed: 1,
  skipIdle: false,
  selection: null,
  notices: [],
};

/**
 * The commands of the twin screen, on top of one player, a shelf of runs for each side, and the state.
 *
 * TW1  Both runs have the same scenario, seed and knobs. They differ in their design and in the interventions on each.
 * TW2  Both runs are shown, or none: the pair on screen belongs to the newest command, or to the last one before it.
 * TW3  An intervention on both sides strikes both at the same moment, each after its own last tick before it.
 */
export class TwinController extends TimeControls implements TwinSession {
  readonly playhead: Playhead;
  readonly sides: OfSides<Session>;
  readonly subscribe: (onChange: () => void) => () => void;
  private readonly observers = new Observers();
  protected readonly player: Player;
  private readonly library: Library;
  private readonly shelf: TwinShelf;
  private readonly runner: Runner;
  private state: TwinState = NOTHING_OPEN;
  private history: TwinState["interventions"][] = [];
  private turn = 0;
  private noticed = 0;
  private making: Promise<void> = Promise.resolve();
  private striking: Promise<void> = Promise.resolve();

  constructor({ runner, scenarios, frames }: TwinOptions) {
    super();
    this.runner = runner;
    this.library = new Library(scenarios, runner);
    this.shelf = new TwinShelf(runner);
    this.subscribe = this.observers.subscribe;
    this.player = new Player(frames, {
      onPlaying: () => this.update({ playing: this.player.playing, pausedAtDivergence: false }),
      onPause: () => this.update({ pausedAtDivergence: true }),
      onMove: () => undefined,
    });
    this.playhead = this.player.playhead;
    this.sides = { glue: new TwinSide(this, "glue"), orchestrated: new TwinSide(this, "orchestrated") };
  }

  readonly getState = (): TwinState => this.state;

  // ---- which runs

  async open(id: string, level?: string): Promise<void> {
    const turn = this.begin();
    try {
      const scenario = await this.library.open(id);
      if (turn !== this.turn) return;
      const variant = leftFor(scenario, level);
      const interventions = { glue: [], orchestrated: [] };
      await this.start(scenario, { variant, knobs: {}, seed: scenario.seed, interventions, atMs: 0 });
    } catch (thrown) {
      if (turn === this.turn) this.update({ status: "failed", failure: failureOf(thrown) });
    }
  }

  async openLink(text: string): Promise<void> {
    const turn = this.begin();
    try {
      const [{ decodeLink }, { impossibleRun }] = await Promise.all([loadLinkReader(), loadRunReader()]);
      const { scenario, setup, engine, twin } = await decodeLink(text, (data, where) => this.runner.check(data, where));
      const found = typeof scenario === "string" ? await this.library.open(scenario) : scenario;
      if (turn !== this.turn) return;
      const interventions = { glue: setup.interventions, orchestrated: twin?.interventions ?? [] };
      if (SIDES.some((side) => interventions[side].length > 0)) this.history = [{ glue: [], orchestrated: [] }];
      await this.start(found, { ...setup, interventions });
      const { runs } = this.state;
      if (runs) this.refuse(impossibleRun(runs.glue) ?? impossibleRun(runs.orchestrated));
      const ours = this.state.runs?.glue.outcome.header.engine ?? engine;
      if (ours !== engine)
        this.notice(
          "warn",
          `This link was made with version ${engine || "unknown"} and this is ${ours}: runs may differ.`,
        );
    } catch (thrown) {
      if (turn === this.turn) this.update({ status: "failed", failure: failureOf(thrown) });
    }
  }

  leave(): void {
    this.begin();
    this.update({ status: "idle" });
  }

  async link(): Promise<string> {
    const { scenario, runs, interventions } = this.state;
    if (!scenario) return "";
    const { glue, orchestrated } = interventions;
    return encodeLink({
      scenario: this.library.shortName(scenario),
      setup: { ...twinSetupIn(this.state, this.playhead.get()), interventions: glue, broker: "sim" },
      engine: runs?.glue.outcome.header.engine ?? "",
      twin: { interventions: orchestrated },
    });
  }

  async setLevel(variant: string): Promise<void> {
    if (this.state.levels.some(({ id }) => id === variant)) await this.rerun({ variant }, this.playhead.get());
  }

  setSeed(seed: number): Promise<void> {
    return this.rerun({ seed }, 0);
  }

  startOver(): Promise<void> {
    return this.rerun({}, 0);
  }

  retry(): Promise<void> {
    return this.make(twinSetupIn(this.state, this.playhead.get()));
  }

  setOnBoth(onBoth: boolean): void {
    this.update({ onBoth });
  }

  goTo({ at, order }: Divergence): void {
    this.player.pause();
    this.player.seek(at);
    this.chooseOrder(order);
  }

  nextDivergence(): boolean {
    const now = this.playhead.get();
    return this.goToIf(this.state.divergences.find(({ at }) => at > now));
  }

  previousDivergence(): boolean {
    const now = this.playhead.get();
    return this.goToIf(this.state.divergences.findLast(({ at }) => at < now));
  }

  // ---- interventions

  /** One at a time: an intervention that is made while the last one is still being made is added to it. */
  strike(side: Side, action: InterventionAction): Promise<void> {
    const clickedOn = this.state.scenario;
    const atMs = this.playhead.get();
    this.striking = this.striking
      .then(() => this.making)
      .then(() => (this.state.scenario === clickedOn ? this.strikeAt(side, action, atMs) : undefined));
    return this.striking;
  }

  async undo(): Promise<void> {
    const before = this.history.pop();
    if (before) await this.fork(before);
  }

  // ---- the learner

  choose(side: Side, what: Selection | null): void {
    const order = what?.kind === "job" ? this.state.orders.find((one) => isOf(what.job, one)) : undefined;
    this.update({ selection: what && { side, what }, ...(order === undefined ? {} : { order }) });
  }

  chooseOrder(order: string): void {
    this.update({ order });
  }

  dismiss(id: number): void {
    this.update({ notices: this.state.notices.filter((notice) => notice.id !== id) });
  }

  // ---- within

  protected onSettings({ speed, skipIdle }: { readonly speed: number; readonly skipIdle: boolean }): void {
    this.update({ speed, skipIdle });
  }

  private begin(): number {
    this.player.load(null, { atMs: 0, pausesAt: [] });
    this.shelf.clear();
    this.history = [];
    const { speed, skipIdle, onBoth } = this.state;
    this.update({ ...NOTHING_OPEN, speed, skipIdle, onBoth, status: "running" });
    return ++this.turn;
  }

  private refuse(failure: Failure | null): void {
    if (!failure) return;
    this.begin();
    this.update({
      status: "failed",
      failure: { ...failure, message: `This link cannot be opened: ${failure.message}` },
    });
  }

  private async start(scenario: Scenario, setup: TwinSetup): Promise<void> {
    this.update({ scenario, levels: leftVariants(scenario) });
    await this.make(setup);
  }

  private async rerun(change: Partial<TwinSetup>, atMs: number): Promise<void> {
    if (!this.state.scenario) return;
    this.player.pause();
    this.history = [];
    await this.make({ ...twinSetupIn(this.state, atMs), interventions: { glue: [], orchestrated: [] }, ...change });
  }

  private async strikeAt(side: Side, action: InterventionAction, atMs: number): Promise<void> {
    const { runs, onBoth, interventions } = this.state;
    if (!runs) return;
    const made = { ...interventions };
    for (const one of onBoth ? SIDES : [side]) {
      const refused = whyNot(runs[one].index, action, atMs);
      const next = refused === null ? intervene(runs[one], action, atMs) : null;
      if (next) made[one] = next;
      else this.notice("info", `${this.state.names[one].full}: ${refused ?? "this run cannot be forked."}`);
    }
    if (SIDES.every((one) => made[one] === interventions[one])) return;
    this.history.push(interventions);
    await this.fork(made);
  }

  private fork(interventions: TwinState["interventions"]): Promise<void> {
    this.player.hold();
    return this.make({ ...twinSetupIn(this.state, this.playhead.get()), interventions });
  }

  private make(setup: TwinSetup): Promise<void> {
    this.making = this.makeNow(setup);
    return this.making;
  }

  private async makeNow(setup: TwinSetup): Promise<void> {
    const { scenario } = this.state;
    if (!scenario) return;
    const turn = ++this.turn;
    const { variant, knobs, seed, interventions, atMs } = setup;
    const lookedAt = this.playhead.get();
    const canUndo = this.history.length > 0;
    const names = sideNames(scenario, variant);
    this.update({ knobs, seed, interventions, canUndo, names, status: "running", failure: null });
    try {
      this.update({ variants: pairOf(scenario, variant) });
      const runs = await this.shelf.obtain(scenario, setup, () => turn === this.turn);
      if (!runs || turn !== this.turn) return;
      this.show(runs, this.player.hasGoneFrom(lookedAt) ? this.playhead.get() : atMs);
    } catch (thrown) {
      if (turn !== this.turn) return;
      this.player.pause();
      this.update({ status: "failed", failure: failureOf(thrown) });
    }
  }

  private show(runs: OfSides<Run>, atMs: number): void {
    const indexes = { glue: runs.glue.index, orchestrated: runs.orchestrated.index };
    const divergences = divergencesOf(indexes);
    const orders = ordersOf(indexes);
    const known = orders.includes(this.state.order);
    const order = known ? this.state.order : interestingOrder(runs.orchestrated.scenario, orders, divergences);
    this.update({ runs, divergences, orders, order, status: "ready" });
    this.player.load(jointTime(indexes), { atMs, pausesAt: divergences.slice(0, 1).map(({ at }) => at) });
  }

  private goToIf(divergence: Divergence | undefined): boolean {
    if (divergence) this.goTo(divergence);
    return divergence !== undefined;
  }

  private notice(tone: Notice["tone"], text: string): void {
    this.update({ notices: [...this.state.notices, { id: ++this.noticed, tone, text }].slice(-4) });
  }

  private update(patch: Partial<TwinState>): void {
    const keys = Object.keys(patch) as (keyof TwinState)[];
    if (keys.every((key) => Object.is(this.state[key], patch[key]))) return;
    this.state = { ...this.state, ...patch };
    this.observers.notify();
  }
}

const isOf = (job: string, order: string): boolean => job === order || job.startsWith(`${order}-`);
