import type { Intervention } from "../../../engine/scenario/run/run-types.ts";
import type { KnobValues, Scenario } from "../../../engine/scenario/schema.ts";
import type { OfSides, Divergence, Side, SideNames } from "../twin/types.ts";
import type { Failure, Notice, Playhead, Run, RunSetup, Selection, Session, SessionOptions } from "./types.ts";

/**
 * Two runs of one scenario on one time: the same seed, the same knobs, the same faults; on the left a design made by
 * hand (a level of queue glue, nearly always), on the right the orchestrator.
 */
export type TwinState = {
  readonly status: "idle" | "running" | "ready" | "failed";
  readonly failure: Failure | null;
  readonly scenario: Scenario | null;
  /** What the left side can show: the levels of glue, or what else is made by hand. */
  readonly levels: Scenario["variants"];
  /** The variant of each side. */
  readonly variants: OfSides<string>;
  readonly names: SideNames;
  readonly knobs: KnobValues;
  readonly seed: number;
  readonly interventions: OfSides<readonly Intervention[]>;
  /** On screen; null until both are there. */
  readonly runs: OfSides<Run> | null;
  readonly divergences: readonly Divergence[];
  /** All orders, and the one whose place in the statechart is shown. */
  readonly orders: readonly string[];
  readonly order: string;
  /** What is done to one side is done to the other too, at the same moment. */
  readonly onBoth: boolean;
  /** It stands still at the first divergence because it paused there by itself. */
  readonly pausedAtDivergence: boolean;
  readonly canUndo: boolean;
  readonly playing: boolean;
  readonly speed: number;
  readonly skipIdle: boolean;
  readonly selection: { readonly side: Side; readonly what: Selection } | null;
  readonly notices: readonly Notice[];
};

/** What differs from the scenario as written. */
export type TwinSetup = Omit<RunSetup, "interventions" | "broker"> & {
  readonly interventions: OfSides<readonly Intervention[]>;
};

export type TwinSession = {
  getState(): TwinState;
  subscribe(onChange: () => void): () => void;
  /** The time of both: as long as the longer run. */
  readonly playhead: Playhead;
  /** Each side as a session of its own, for canvas and panels: time is the other's too, and so are crashes if `onBoth`. */
  readonly sides: OfSides<Session>;

  /** Shows a shipped scenario, from its start; of an orchestrated variant its partner, without a level the first one. */
  open(scenario: string, level?: string): Promise<void>;
  /** Opens a link's text; a bad one is a failure that says what is wrong. */
  openLink(text: string): Promise<void>;
  leave(): void;
  link(): Promise<string>;

  /** Another of `levels`, at this very moment, without interventions; what is none of them changes nothing. */
  setLevel(variant: string): Promise<void>;
  setSeed(seed: number): Promise<void>;
  startOver(): Promise<void>;
  retry(): Promise<void>;
  setOnBoth(on: boolean): void;
  /** Takes back what was last done, on each side that it was done to. */
  undo(): Promise<void>;

  chooseOrder(order: string): void;
  goTo(divergence: Divergence): void;
  /** To the next (previous) place where they diverge; false when there is none. */
  nextDivergence(): boolean;
  previousDivergence(): boolean;
};

export type TwinOptions = SessionOptions;
