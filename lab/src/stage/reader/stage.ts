import { stateAt } from "../actor/state.ts";
import type { HoldingView } from "../actor/types.ts";
import type { LogFacts, ReadingRecord } from "../log/read.ts";
import { logsAt } from "../log/stage.ts";
import { readerNode } from "../names.ts";
import { poisonedIn } from "../trace/records.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { ReaderView } from "./types.ts";

type Index = RunIndex & LogFacts;

export function readersAt(index: Index, atMs: number): { readonly readers: readonly ReaderView[] } {
  const logs = logsAt(index, atMs);
  const readers = index.source.scenario.readers.flatMap(({ name: reader, count, log }) => {
    const lag = logs.find(({ name }) => name === log)?.lags.find((one) => one.reader === reader)?.lag ?? null;
    return Array.from({ length: count }, (_, i) => {
      const name = `${reader}-${i + 1}`;
      return { ...processAt(index, name, atMs), reader, log, lag };
    });
  });
  return { readers };
}

function processAt(index: Index, name: string, atMs: number): Omit<ReaderView, "reader" | "log" | "lag"> {
  const own = index.logs.readings.filter(({ read }) => read.actor === name && read.at <= atMs);
  const poisoned = poisonedIn(index.source);
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

/** When it leaves the process's hands, in any way. */
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

/** An event that a dead process had in hand is delivered again when its visibility timeout expires. */
function heldByTheDead(index: Index, own: readonly ReadingRecord[], atMs: number): ReaderView["heldByTheDead"] {
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

function takenAgain(index: Index, read: ReadingRecord["read"]): number {
  const again = index.logs.readings.find(
    ({ read: other }) =>
      other.reader === read.reader &&
      other.logSequence === read.logSequence &&
      other.log === read.log &&
      other.seq > read.seq,
  );
  return again?.leftLogAt ?? Infinity;
}
