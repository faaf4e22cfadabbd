import type { NodeId } from "../types.ts";
import type { HeldView, HoldingView, WorkerState } from "../actor/types.ts";

/** What the lab draws of flows: who drives them, what they keep, and each order as it is, is believed and was told. */
export type Keeping = "memory" | "store";
/** Its table and its timers as they stand at a moment: of what is in memory, only what the living incarnation has put there. */
export type CoordinatorView = {
  readonly node: NodeId;
  readonly name: string;
  readonly kind: "coordinator" | "orchestrator";
  /** 'glue-L3' and the like. */
  readonly design: string;
  readonly incarnation: number;
  readonly state: WorkerState;
  readonly crashedAt: number | null;
  /** Where its table is, in this run. */
  readonly keeps: Keeping;
  readonly flows: readonly FlowRowView[];
  readonly timers: readonly TimerView[];
  /** What the last crash wiped: rows under way and timers that were only in memory. Null: it has not crashed. */
  readonly wiped: { readonly flows: readonly string[]; readonly timers: number } | null;
  /** Orders that any crash wiped and that are in no table now. */
  readonly forgotten: readonly string[];
  /** What a crash at this moment would wipe. */
  readonly mortal: { readonly flows: number; readonly timers: number };
  /** Orders and answers in its hands. */
  readonly holding: readonly HoldingView[];
  readonly heldByTheDead: readonly HeldView[];
  readonly runs: number;
};

/** How one flow stands in its coordinator's table: what the coordinator believes. */
export type FlowRowView = {
  readonly flow: string;
  readonly where: Keeping;
  readonly revision: number | null;
  readonly savedAt: number;
  /** 'completed', 'cancelled'; null while it is under way. */
  readonly ended: string | null;
  /** A statechart's state, in words; null where there is none. */
  readonly state: string | null;
  readonly steps: readonly FlowStepView[];
  /** The compensations to do, in this order; null while the flow goes forward. */
  readonly undo: readonly string[] | null;
  /** Decided and saved, and not yet sent. */
  readonly outbox: readonly string[];
  /** What else the row says, by name. */
  readonly more: readonly { readonly name: string; readonly text: string }[];
};
export type FlowStepView = {
  readonly step: string;
  /** 'sent', 'done', 'waits' … in the row's own words. */
  readonly is: string;
  /** Null where the row does not say. */
  readonly try: number | null;
  readonly due: number | null;
};

export type TimerView = {
  readonly flow: string;
  readonly timer: string;
  readonly where: Keeping;
  readonly due: number;
  /** 0 once its time has come and nobody has looked yet. */
  readonly remainingMs: number;
};
export type StoreView = { readonly node: NodeId; readonly rows: number; readonly underWay: number };
export type OutsideView = {
  readonly reserved: number;
  readonly paidCents: number;
  readonly parcels: number;
  readonly mails: number;
};

/** One order three times: what the outside services did, what its flow believes, what the shop was told. */
export type OrderCard = {
  readonly order: string;
  readonly amountCents: number;
  /** What holds now, in words; empty: nothing. */
  readonly truth: readonly string[];
  /** 'going back': running, and undoing what was done; 'forgotten': under way, and in nobody's table any more. */
  readonly believed: "not started" | "running" | "compensating" | "forgotten" | "completed" | "cancelled" | "stuck";
  readonly told: "nothing" | "completed" | "cancelled";
  /** What does not go together: the belief or what was told says something else than what happened. */
  readonly disagrees: { readonly believed: boolean; readonly told: boolean };
  /** Only once everything has come to rest: what the business would not like. */
  readonly damage: readonly string[];
  /** Before that, of a flow that has ended: what is still to come right. */
  readonly open: readonly string[];
  /** Everything has come to rest, so this is how it stays. */
  readonly atRest: boolean;
};
