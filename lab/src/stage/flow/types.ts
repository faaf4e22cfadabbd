import type { NodeId } from "../types.ts";
import type { HeldView, HoldingView, WorkerState } from "../actor/types.ts";

/**
 * The lab's view of flows: their coordinators, the tables of these, and each order as it is, is believed and was told.
 */
export type Keeping = "memory" | "store";
/** Its table and its timers at a moment. Of content in memory, only what the living incarnation has put there. */
export type CoordinatorView = {
  readonly node: NodeId;
  readonly name: string;
  readonly kind: "coordinator" | "orchestrator";
  /** 'glue-L3' and the like. */
  readonly design: string;
  readonly incarnation: number;
  readonly state: WorkerState;
  readonly crashedAt: number | null;
  /** Where this run keeps its table. */
  readonly keeps: Keeping;
  readonly flows: readonly FlowRowView[];
  readonly timers: readonly TimerView[];
  /** What the last crash lost: open rows and timers that were only in memory. Null: it has not crashed. */
  readonly wiped: { readonly flows: readonly string[]; readonly timers: number } | null;
  /** Orders that a crash lost and that are in no table now. */
  readonly forgotten: readonly string[];
  /** What a crash at this moment would lose. */
  readonly mortal: { readonly flows: number; readonly timers: number };
  /** Orders and answers in hand. */
  readonly holding: readonly HoldingView[];
  readonly heldByTheDead: readonly HeldView[];
  readonly runs: number;
};

/** One flow in its coordinator's table: what the coordinator believes. */
export type FlowRowView = {
  readonly flow: string;
  readonly where: Keeping;
  readonly revision: number | null;
  readonly savedAt: number;
  /** 'completed', 'cancelled'; null while it is under way. */
  readonly ended: string | null;
  /** The state of a statechart, in words; null without one. */
  readonly state: string | null;
  readonly steps: readonly FlowStepView[];
  /** The compensations to run, in this order; null while the flow goes forward. */
  readonly undo: readonly string[] | null;
  /** Decided and saved, but not sent yet. */
  readonly outbox: readonly string[];
  /** The other fields of the row, by name. */
  readonly more: readonly { readonly name: string; readonly text: string }[];
};
export type FlowStepView = {
  readonly step: string;
  /** 'sent', 'done', 'waits' … in the row's own words. */
  readonly is: string;
  /** Null if the row does not say. */
  readonly try: number | null;
  readonly due: number | null;
};

export type TimerView = {
  readonly flow: string;
  readonly timer: string;
  readonly where: Keeping;
  readonly due: number;
  /** 0 when it is due and not handled yet. */
  readonly remainingMs: number;
};
export type StoreView = { readonly node: NodeId; readonly rows: number; readonly underWay: number };
export type OutsideView = {
  readonly reserved: number;
  readonly paidCents: number;
  readonly parcels: number;
  readonly mails: number;
};

/** One order from three views: what the outside services did, what its flow believes, what the shop was told. */
export type OrderCard = {
  readonly order: string;
  readonly amountCents: number;
  /** The current truth, in words; empty: nothing happened. */
  readonly truth: readonly string[];
  /** 'compensating': running, and compensating its completed steps. 'forgotten': open, but in no table any more. */
  readonly believed: "not started" | "running" | "compensating" | "forgotten" | "completed" | "cancelled" | "stuck";
  readonly told: "nothing" | "completed" | "cancelled";
  /** Contradictions: the belief or the answer differs from what happened. */
  readonly disagrees: { readonly believed: boolean; readonly told: boolean };
  /** Only after everything has settled: what is wrong for the business. */
  readonly damage: readonly string[];
  /** Before that, for an ended flow: what is not settled yet. */
  readonly open: readonly string[];
  /** Everything has settled, so this is final. */
  readonly atRest: boolean;
};
