import type { StateGraph, StateGraphNode } from "../../../../engine/views.ts";
import type { Keeping } from "../flow/types.ts";

/** The machine itself, without a flow in it. */
export type Chart = StateGraph;
export type ChartNode = StateGraphNode;

/** A statechart with one flow's place in it at a moment, as the lab shows it. States are named by their dotted path. */
export type ChartView = {
  readonly flow: string;
  readonly status: "not started" | "under way" | "stuck" | "ended";
  /** One for each active state with nothing active in it; none before it has begun. */
  readonly waits: readonly ChartWait[];
  readonly root: ChartState;
  /** The last step that it took; null before the first. */
  readonly came: ChartStep | null;
  /** Nobody who could drive it lives, since this moment; null while somebody does. */
  readonly nobodySince: number | null;
  /** What becomes of its deadlines when everybody dies: stored ones come all the same. */
  readonly timers: Keeping;
  /** What is to be undone if it goes back, or while it does; last done first. */
  readonly undo: readonly string[];
};

export type ChartStep = {
  /** Left and entered; what stayed active is in neither. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** 'charge done' */
  readonly by: string;
  readonly at: number;
};

/** What the flow waits for in one of its states. */
export type ChartWait = {
  readonly path: string;
  /** 'fulfilling › parcel › shipping' */
  readonly place: string;
  /** 'waits for shipping to answer (ship, try 2)' */
  readonly says: string;
  /** A deadline; null: it waits for as long as it takes. */
  readonly until: number | null;
  /** 0 once its time has come and nobody has looked yet. */
  readonly remainingMs: number;
};

export type ChartState = {
  readonly path: string;
  /** 'needs a person' */
  readonly name: string;
  readonly kind: StateGraphNode["kind"];
  readonly description: string | null;
  readonly active: boolean;
  /** Active, with nothing active in it: here the flow is. */
  readonly here: boolean;
  /** Left by the last step. */
  readonly cameFrom: boolean;
  /** 'asks shipping to ship'; null where nobody is asked anything. */
  readonly asks: string | null;
  readonly wait: ChartWait | null;
  /** Each way out, in words. */
  readonly ways: readonly ChartWay[];
  readonly states: readonly ChartState[];
};

export type ChartWay = {
  /** 'when ship is done' */
  readonly when: string;
  /** The names of the states that it leads to; empty: it stays. */
  readonly to: readonly string[];
  readonly description: string | null;
};
