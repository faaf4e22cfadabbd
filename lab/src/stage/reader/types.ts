import type { HeldView, HoldingView, WorkerState } from "../actor/types.ts";
import type { NodeId } from "../types.ts";

/** One process of a reader. */
export type ReaderView = {
  readonly node: NodeId;
  /** The name of the actor. */
  readonly name: string;
  /** The reader whose offsets it moves, possibly together with other processes. */
  readonly reader: string;
  readonly log: string;
  readonly incarnation: number;
  readonly state: WorkerState;
  readonly crashedAt: number | null;
  readonly holding: readonly HoldingView[];
  readonly heldByTheDead: readonly HeldView[];
  /** The events that this process has handled; repeated ones count again. */
  readonly read: number;
  /** The lag of the whole reader; null while it has not started. */
  readonly lag: number | null;
};
