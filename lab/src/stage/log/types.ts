import type { HoldingView, NodeId, WorkerState, WorkerView } from "../types.ts";

/** What the canvas shows of a log and of who reads it. */
export type LogView = {
  readonly node: NodeId;
  readonly name: string;
  /** Events that are in it now: reading takes none away. */
  readonly stored: number;
  /** Of each reader over all partitions. */
  readonly lags: readonly { readonly reader: string; readonly lag: number | null }[];
  readonly partitions: readonly PartitionView[];
  /** The most cells that a partition has in this run: what a row's scale is made for. */
  readonly longest: number;
};

export type PartitionView = {
  readonly partition: number;
  /** In the order of the log. */
  readonly cells: readonly CellView[];
  readonly places: readonly PlaceView[];
};
export type CellView = {
  readonly event: string;
  readonly key: string;
  readonly sequence: number;
  /** The log has deleted it: its time was over. */
  readonly gone: boolean;
};
/** A reader's place in one partition. */
export type PlaceView = {
  readonly reader: string;
  /** Cells that lie behind it; null while it has no place: it has not come yet. */
  readonly past: number | null;
  /** Cells that are still there before it. */
  readonly lag: number | null;
};

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
  readonly heldByTheDead: WorkerView["heldByTheDead"];
  /** Events that this process has read to their end, each time counted. */
  readonly read: number;
  /** Of the reader as a whole; null while it has no place. */
  readonly lag: number | null;
};
