import type { NodeId } from "../types.ts";

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
