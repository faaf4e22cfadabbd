import type { Intervention } from "../../../engine/scenario/run/run-types.ts";
import type { KnobValues, Scenario } from "../../../engine/scenario/schema.ts";
import type { OfSides, Divergence, Side, SideNames } from "../twin/types.ts";
import type { Failure, Notice, Playhead, Run, RunSetup, Selection, Session, SessionOptions } from "./types.ts";

/**
 * Two runs of one scenario that share one time, with the same seed, knobs and faults. On the left is a design made by
 * hand (usually a level of queue glue), on the right the orchestrator.
 */
export type TwinState = {
  readonly status: "idle" | "running" | "ready" | "failed";
  readonly failure: Failure | null;
  readonly scenario: Scenario | null;
  /** The designs that the left side can show: the levels of glue, or others made by hand. */
  readonly levels: Scenario["variants"];
  /** The variant of each side. */
  readonly variants: OfSides<string>;
  readonly names: SideNames;
  readonly knobs: KnobValues;
  readonly seed: number;
  readonly interventions: OfSides<readonly Intervention[]>;
  /** The pair on screen; null until both runs exist. */
  readonly runs: OfSides<Run> | null;
  readonly divergences: readonly Divergence[];
  /** All orders, and the order that the statechart shows. */
  readonly orders: readonly string[];
  readonly order: string;
  /** Interventions on one side are made on the other too, at the same moment. */
  readonly onBoth: boolean;
  /** Playback paused automatically at the first divergence. */
  readonly pausedAtDivergence: boolean;
  readonly canUndo: boolean;
  readonly playing: boolean;
  readonly speed: number;
  readonly skipIdle: boolean;
  readonly selection: { readonly side: Side; readonly what: Selection } | null;
  readonly notices: readonly Notice[];
};

/** The differences from the scenario as written. */
export type TwinSetup = Omit<RunSetup, "interventions" | "broker"> & {
  readonly interventions: OfSides<readonly Intervention[]>;
};

export type TwinSession = {
  getState(): TwinState;
  subscribe(onChange: () => void): () => void;
  /** The shared time: as long as the longer run. */
  readonly playhead: Playhead;
  /**
   * Each side as its own session, for canvas and panels. They share the time, and also the interventions if `onBoth`.
   */
  readonly sides: OfSides<Session>;

  /**
   * Shows a shipped scenario from its start. For an orchestrated variant it chooses the partner; without a level, the
   * first one.
   */
  open(scenario: string, level?: string): Promise<void>;
  /** Opens a link's text. A bad link is a failure that says what is wrong. */
  openLink(text: string): Promise<void>;
  leave(): void;
  link(): Promise<string>;

  /** Shows another of `levels` at this moment, without interventions. An unknown one changes nothing. */
  setLevel(variant: string): Promise<void>;
  setSeed(seed: number): Promise<void>;
  startOver(): Promise<void>;
  retry(): Promise<void>;
  setOnBoth(on: boolean): void;
  /** Undoes the last intervention, on each side that it was made on. */
  undo(): Promise<void>;

  chooseOrder(order: string): void;
  goTo(divergence: Divergence): void;
  /** Goes to the next (previous) divergence; false if there is none. */
  nextDivergence(): boolean;
  previousDivergence(): boolean;
};

export type TwinOptions = SessionOptions;
