import { type EntryRecord, placeKey, type ReadingRecord } from "./read.ts";
import { countUpTo } from "../trace/sorted.ts";
import { stateAt } from "../worker/stage.ts";
import { logNode, readerNode } from "../topology.ts";
import type { TraceIndex } from "../trace/trace-index.ts";
import type { HoldingView } from "../types.ts";
import type { LogView, PartitionView, PlaceView, ReaderView } from "./types.ts";

export function logsAt(index: TraceIndex, atMs: number): LogView[] {
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

export function readersAt(index: TraceIndex, atMs: number): ReaderView[] {
  const logs = logsAt(index, atMs);
  return index.source.scenario.readers.flatMap(({ name: reader, count, log }) => {
    const lag = logs.find(({ name }) => name === log)?.lags.find((one) => one.reader === reader)?.lag ?? null;
    return Array.from({ length: count }, (_, i) => {
      const name = `${reader}-${i + 1}`;
      return { ...processAt(index, name, atMs), reader, log, lag };
    });
  });
}

function processAt(index: TraceIndex, name: string, atMs: number): Omit<ReaderView, "reader" | "log" | "lag"> {
  const own = index.logs.readings.filter(({ read }) => read.actor === name && read.at <= atMs);
  const { faults } = index.source.scenario;
  const poisoned = new Set(faults.flatMap((fault) => (fault.kind === "poison" ? [fault.job] : [])));
  const life = (index.incarnations.get(name) ?? []).findLast(({ started }) => started.at <= atMs);
  const holding = own
    .filter((reading) => atMs < endOf(reading))
    .map((reading) => holdingAt(reading, poisoned.has(reading.read.event), atMs));
  const state = stateAt(life, holding.length > 0, atMs, index.pauses.get(name));
  return {
    node: readerNode(name),
    name,
    incarnation: life?.incarnation ?? 0,
    state,
    crashedAt: state === "crashed" ? (life?.ended?.at ?? null) : null,
    holding,
    heldByTheDead: state === "crashed" ? heldByTheDead(index, own, atMs) : [],
    read: own.filter(({ handled }) => handled !== null && handled.at <= atMs).length,
  };
}

/** When it is out of the process's hands, by whatever way. */
function endOf({ moved, failed, lost }: ReadingRecord): number {
  return moved?.at ?? failed?.at ?? lost?.at ?? Infinity;
}

function holdingAt({ read, handled }: ReadingRecord, isPoisoned: boolean, atMs: number): HoldingView {
  const { event: job, attempt, logSequence: streamSequence, at: deliveredAt, deadline } = read;
  const remainingMs = Math.max(0, deadline - atMs);
  return {
    job,
    attempt,
    streamSequence,
    state: handled !== null && handled.at <= atMs ? "acking" : "running",
    deliveredAt,
    deadline,
    remainingMs,
    remainingShare: deadline > deliveredAt ? remainingMs / (deadline - deliveredAt) : 0,
    runningForMs: atMs - deliveredAt,
    poison: isPoisoned,
    expired: false,
  };
}

/** What a dead process had in hand comes to its reader again when the server's time for it is over. */
function heldByTheDead(index: TraceIndex, own: readonly ReadingRecord[], atMs: number): ReaderView["heldByTheDead"] {
  const held = own.filter(
    ({ lost, ackArrivedAt, read }) =>
      lost?.type === "actor-crashed" &&
      lost.at <= atMs &&
      atMs < Math.min(read.deadline, takenAgain(index, read)) &&
      ackArrivedAt === Infinity,
  );
  return held.map(({ read }) => ({
    job: read.event,
    until: read.deadline,
    remainingMs: Math.max(0, read.deadline - atMs),
  }));
}

function takenAgain(index: TraceIndex, read: ReadingRecord["read"]): number {
  const again = index.logs.readings.find(
    ({ read: other }) =>
      other.reader === read.reader &&
      other.logSequence === read.logSequence &&
      other.log === read.log &&
      other.seq > read.seq,
  );
  return again?.leftLogAt ?? Infinity;
}

type Row = { readonly log: string; readonly partition: number; readonly readers: readonly string[] };

function partitionAt(index: TraceIndex, all: readonly EntryRecord[], row: Row, atMs: number): PartitionView {
  const here = all.filter(({ arrivedAt }) => arrivedAt <= atMs);
  return {
    partition: row.partition,
    cells: here.map(({ event, key, sequence, goneAt }) => ({ event, key, sequence, gone: goneAt <= atMs })),
    places: row.readers.map((reader) => placeAt(index, here, { ...row, reader }, atMs)),
  };
}

function placeAt(
  { logs }: TraceIndex,
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
  return Math.max(1, ...sizes.values());
}
