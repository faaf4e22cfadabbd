import { smallest } from "../../../../engine/views.ts";
import type { EventOf } from "../../../../engine/trace/events.ts";
import type { IncarnationRecord } from "../trace/records.ts";
import type { RunRecords } from "../trace/run-index.ts";

/**
 * The facts about logs in a trace: where each event is, who had it in hand, and the offsets of each reader.
 *
 * LG1  An event is in its log from when the server has it, a hop before its producer knows. Reading changes nothing.
 * LG2  A reader's offset moves when the server has the ack, a hop before the reader knows. After `offsets-forgotten` it
 *      is at the beginning again.
 * LG3  The next delivery shows that everything before it is read, even if the ack's sender died before it knew.
 */
export type LogRecords = {
  /** By log, in its order. */
  readonly entries: ReadonlyMap<string, readonly EntryRecord[]>;
  readonly readings: readonly ReadingRecord[];
  /** By `placeKey`: a reader's offset in a partition over time; without an entry the reader has not started. */
  readonly places: ReadonlyMap<string, readonly PlaceChange[]>;
};

export type EntryRecord = {
  readonly log: string;
  readonly event: string;
  readonly key: string;
  readonly partition: number;
  readonly sequence: number;
  /** Null: its producer died before it knew. */
  readonly appended: EventOf<"event-appended"> | null;
  readonly leftAt: number;
  readonly arrivedAt: number;
  /** When the log deletes it; Infinity if it keeps everything. */
  readonly goneAt: number;
};

/** One delivery of an event to one process. */
export type ReadingRecord = {
  readonly read: EventOf<"event-read">;
  readonly leftLogAt: number;
  readonly handled: EventOf<"event-handled"> | null;
  readonly moved: EventOf<"offset-moved"> | null;
  readonly failed: EventOf<"event-failed"> | null;
  /** The end of the process while it still had it. */
  readonly lost: NonNullable<IncarnationRecord["ended"]> | null;
  /** When the server has the ack; Infinity for 'never'. */
  readonly ackArrivedAt: number;
};

/** All up to this place in the log are read. */
export type PlaceChange = { readonly at: number; readonly sequence: number };

export const placeKey = (log: string, reader: string, partition: number): string => `${log}/${reader}/${partition}`;

export type LogFacts = { readonly logs: LogRecords };

export function readLogs(run: RunRecords): LogFacts {
  const readings = readReadings(run);
  const entries = readEntries(run, readings);
  return { logs: { entries, readings, places: readPlaces(run, entries, readings) } };
}

function readEntries({ source: { scenario }, events, hopMs }: RunRecords, readings: readonly ReadingRecord[]) {
  const found = new Map<string, EntryRecord>();
  const add = (entry: Omit<EntryRecord, "goneAt">) => {
    const key = `${entry.log}#${entry.sequence}`;
    const keepMs = scenario.logs.find(({ name }) => name === entry.log)?.keepMs ?? Infinity;
    if (!found.has(key)) found.set(key, { ...entry, goneAt: entry.arrivedAt + keepMs });
  };
  for (const event of events) {
    if (event.type !== "event-appended" || event.duplicate) continue;
    const { at, log, key, partition, logSequence: sequence } = event;
    const arrivedAt = Math.max(0, at - hopMs);
    const leftAt = Math.max(0, at - 2 * hopMs);
    add({ log, event: event.event, key, partition, sequence, appended: event, leftAt, arrivedAt });
  }
  for (const { read, leftLogAt } of readings) {
    const { log, event, key, partition, logSequence: sequence } = read;
    add({ log, event, key, partition, sequence, appended: null, leftAt: leftLogAt, arrivedAt: leftLogAt });
  }
  return new Map(
    scenario.logs.map(({ name }) => {
      const own = [...found.values()].filter(({ log }) => log === name);
      return [name, own.sort((a, b) => a.sequence - b.sequence)] as const;
    }),
  );
}

function readReadings({ events, hopMs, incarnations }: RunRecords): ReadingRecord[] {
  const by = new Map<string, { -readonly [K in keyof ReadingRecord]: ReadingRecord[K] }>();
  const handledBy = new Map<string, string>();
  for (const event of events) {
    if (event.type === "event-read") {
      const leftLogAt = Math.max(0, event.at - hopMs);
      const nothing = { handled: null, moved: null, failed: null, lost: null, ackArrivedAt: Infinity };
      by.set(event.id, { read: event, leftLogAt, ...nothing });
    } else if (event.type === "event-handled" && event.cause !== null) {
      const reading = by.get(event.cause);
      if (reading) reading.handled = event;
      handledBy.set(event.id, event.cause);
    } else if (event.type === "event-failed" && event.cause !== null) {
      const reading = by.get(event.cause);
      if (reading) reading.failed = event;
    } else if (event.type === "offset-moved") {
      const reading = by.get(handledBy.get(event.cause ?? "") ?? "");
      if (reading)
        Object.assign(reading, { moved: event, ackArrivedAt: Math.max(reading.handled?.at ?? 0, event.at - hopMs) });
    }
  }
  for (const reading of by.values()) {
    const { read, moved, failed } = reading;
    const life = incarnations.get(read.actor)?.find(({ incarnation }) => incarnation === read.incarnation);
    if (moved === null && failed === null) reading.lost = life?.ended ?? null;
  }
  return [...by.values()];
}

function readPlaces(
  { source: { scenario }, events, hopMs, incarnations }: RunRecords,
  entries: ReadonlyMap<string, readonly EntryRecord[]>,
  readings: readonly ReadingRecord[],
): Map<string, PlaceChange[]> {
  const places = new Map<string, PlaceChange[]>();
  for (const { name, log, count, from } of scenario.readers) {
    const actors = Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
    const came = smallest(
      actors.flatMap((actor) => incarnations.get(actor)?.[0]?.started.at ?? []),
      Infinity,
    );
    if (!Number.isFinite(came)) continue;
    const own = readings.filter(({ read }) => read.log === log && read.reader === name);
    const forgotten = events.flatMap((event) =>
      event.type === "offsets-forgotten" && event.log === log && event.reader === name ? [event.at - hopMs] : [],
    );
    const partitions = scenario.logs.find((one) => one.name === log)?.partitions ?? 1;
    for (let partition = 0; partition < partitions; partition++) {
      const rows = (entries.get(log) ?? []).filter((entry) => entry.partition === partition);
      const before = (isBefore: (entry: EntryRecord) => boolean) => rows.findLast(isBefore)?.sequence ?? 0;
      const start =
        from === "beginning"
          ? 0
          : from === "end"
            ? before(({ arrivedAt }) => arrivedAt <= came)
            : before(({ sequence }) => sequence < from.sequence);
      const changes: PlaceChange[] = [
        { at: came, sequence: start },
        ...forgotten.map((at) => ({ at, sequence: 0 })),
        ...own
          .filter(({ read }) => read.partition === partition)
          .flatMap(({ read, leftLogAt, ackArrivedAt }) => [
            { at: leftLogAt, sequence: before(({ sequence }) => sequence < read.logSequence) },
            ...(ackArrivedAt < Infinity ? [{ at: ackArrivedAt, sequence: read.logSequence }] : []),
          ]),
      ];
      places.set(
        placeKey(log, name, partition),
        changes.sort((a, b) => a.at - b.at),
      );
    }
  }
  return places;
}
