import { largest } from "../../../../engine/views.ts";
import { type EntryRecord, type LogFacts, placeKey } from "./read.ts";
import { countUpTo } from "../trace/sorted.ts";
import { logNode } from "../names.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { LogView, PartitionView, PlaceView } from "./types.ts";

type Index = RunIndex & LogFacts;

export function logsAt(index: Index, atMs: number): LogView[] {
  const { logs, readers } = index.source.scenario;
  return logs.map(({ name, partitions: count }) => {
    const all = index.logs.entries.get(name) ?? [];
    const names = readers.filter(({ log }) => log === name).map((reader) => reader.name);
    const partitions = Array.from({ length: count }, (_, partition) =>
      partitionAt(
        index,
        all.filter((entry) => entry.partition === partition),
        { log: name, partition, readers: names },
        atMs,
      ),
    );
    return {
      node: logNode(name),
      name,
      stored: all.filter((entry) => isThere(entry, atMs)).length,
      lags: names.map((reader) => ({ reader, lag: lagOf(partitions, reader) })),
      partitions,
      longest: longestRow(all),
    };
  });
}

type Row = { readonly log: string; readonly partition: number; readonly readers: readonly string[] };

function partitionAt(index: Index, all: readonly EntryRecord[], row: Row, atMs: number): PartitionView {
  const here = all.filter(({ arrivedAt }) => arrivedAt <= atMs);
  return {
    partition: row.partition,
    cells: here.map(({ event, key, sequence, goneAt }) => ({ event, key, sequence, gone: goneAt <= atMs })),
    places: row.readers.map((reader) => placeAt(index, here, { ...row, reader }, atMs)),
  };
}

function placeAt(
  { logs }: Index,
  here: readonly EntryRecord[],
  { log, partition, reader }: Row & { readonly reader: string },
  atMs: number,
): PlaceView {
  const changes = logs.places.get(placeKey(log, reader, partition)) ?? [];
  const now =
    changes[
      countUpTo(
        changes.map(({ at }) => at),
        atMs,
      ) - 1
    ];
  if (now === undefined) return { reader, past: null, lag: null };
  const past = here.filter(({ sequence }) => sequence <= now.sequence).length;
  const lag = here.filter((entry) => entry.sequence > now.sequence && isThere(entry, atMs)).length;
  return { reader, past, lag };
}

/** Whether it lies in the log at a moment. */
function isThere({ arrivedAt, goneAt }: EntryRecord, atMs: number): boolean {
  return arrivedAt <= atMs && atMs < goneAt;
}

function lagOf(partitions: readonly PartitionView[], reader: string): number | null {
  const lags = partitions.map(({ places }) => places.find((place) => place.reader === reader)?.lag ?? null);
  if (lags.some((lag) => lag === null)) return null;
  return lags.reduce<number>((sum, lag) => sum + (lag ?? 0), 0);
}

function longestRow(all: readonly EntryRecord[]): number {
  const sizes = new Map<number, number>();
  for (const { partition } of all) sizes.set(partition, (sizes.get(partition) ?? 0) + 1);
  return largest(sizes.values(), 1);
}
