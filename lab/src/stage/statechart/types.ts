import type { StateGraph, StateGraphNode } from "../../../../engine/views.ts";
import type { Keeping } from "../flow/types.ts";

/** The machine itself, without a flow. */
export type Chart = StateGraph;
export type ChartNode = StateGraphNode;

/**
 * A statechart with one flow's current states at a moment, as the lab shows it. States are named by their dotted path.
 */
export type ChartView = {
  readonly flow: string;
  readonly status: "not started" | "under way" | "stuck" | "ended";
  /** One for each innermost active state; none before the flow has begun. */
  readonly waits: readonly ChartWait[];
  readonly root: ChartState;
  /** The last step; null before the first. */
  readonly came: ChartStep | null;
  /** When the last process that could drive it died; null while one lives. */
  readonly nobodySince: number | null;
  /** Where its deadlines are: stored ones arrive even if every process dies. */
  readonly timers: Keeping;
  /** The compensations to run if it compensates, or while it does; last done first. */
  readonly undo: readonly string[];
};

export type ChartStep = {
  /** The states that were left and entered, without those that stayed active. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** 'charge done' */
  readonly by: string;
  readonly at: number;
};

/** What the flow waits for in one state. */
export type ChartWait = {
  readonly path: string;
  /** 'fulfilling › parcel › shipping' */
  readonly place: string;
  /** 'waits for shipping to answer (ship, try 2)' */
  readonly says: string;
  /** A deadline; null: it waits without a limit. */
  readonly until: number | null;
  /** 0 when it is due and not handled yet. */
  readonly remainingMs: number;
};

export type ChartState = {
  readonly path: string;
  /** 'needs a person' */
  readonly name: string;
  readonly kind: StateGraphNode["kind"];
  readonly description: string | null;
  readonly active: boolean;
  /** Innermost active state: the flow is here. */
  readonly here: boolean;
  /** Left by the last step. */
  readonly cameFrom: boolean;
  /** 'asks shipping to ship'; null if the state asks no service. */
  readonly asks: string | null;
  readonly wait: ChartWait | null;
  /** Each transition out of it, in words. */
  readonly ways: readonly ChartWay[];
  readonly states: readonly ChartState[];
};

export type ChartWay = {
  /** 'when ship is done' */
  readonly when: string;
  /** The names of the target states; empty: it stays. */
  readonly to: readonly string[];
  readonly description: string | null;
};
