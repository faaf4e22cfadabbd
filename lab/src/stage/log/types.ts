import type { NodeId } from "../types.ts";

/** The canvas's view of a log and of its readers. */
export type LogView = {
  readonly node: NodeId;
  readonly name: string;
  /** The events in it now. Reading removes none. */
  readonly stored: number;
  /** For each reader, over all partitions. */
  readonly lags: readonly { readonly reader: string; readonly lag: number | null }[];
  readonly partitions: readonly PartitionView[];
  /** The most cells of any partition in this run: the scale of a row. */
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
  /** The log has deleted it: its retention time was over. */
  readonly gone: boolean;
};
/** A reader's offset in one partition. */
export type PlaceView = {
  readonly reader: string;
  /** The cells before it; null while the reader has not started. */
  readonly past: number | null;
  /** The cells that it has not read yet. */
  readonly lag: number | null;
};
