import type { HeldView, HoldingView, WorkerState } from "../actor/types.ts";
import type { NodeId } from "../types.ts";

/** One process of a reader. */
export type ReaderView = {
  readonly node: NodeId;
  /** The actor's. */
  readonly name: string;
  /** Whose offsets it moves, maybe together with others. */
  readonly reader: string;
  readonly log: string;
  readonly incarnation: number;
  readonly state: WorkerState;
  readonly crashedAt: number | null;
  readonly holding: readonly HoldingView[];
  readonly heldByTheDead: readonly HeldView[];
  /** Events that this process has read to their end, each time counted. */
  readonly read: number;
  /** Of the reader as a whole; null while it has no place. */
  readonly lag: number | null;
};
