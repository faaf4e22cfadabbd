import { hop, type Hop } from "../hop.ts";
import { logNode, producerNode, readerNode } from "../names.ts";
import { poisonedIn } from "../trace/records.ts";
import type { RunRecords } from "../trace/run-index.ts";
import type { LogFacts } from "./read.ts";

/** The messages to a log, from it to its readers, and back: an ack that moves an offset. */
export function logHops({ source, hopMs, logs: { entries, readings } }: RunRecords & LogFacts): Hop[] {
  const poisoned = poisonedIn(source);
  const appends = [...entries.values()].flat().flatMap(({ appended, log, event, leftAt, arrivedAt }) =>
    appended === null
      ? []
      : [
          hop({
            poison: poisoned.has(event),
            id: `append:${appended.id}`,
            kind: "event",
            job: event,
            attempt: 0,
            from: producerNode(appended.actor),
            to: logNode(log),
            leaves: leftAt,
            arrives: arrivedAt,
          }),
        ],
  );
  const reads = readings.flatMap(({ read, leftLogAt, handled, ackArrivedAt, lost }) => {
    const { log, event, attempt, actor } = read;
    const common = { job: event, attempt, poison: poisoned.has(event) };
    const there = { from: logNode(log), to: readerNode(actor) };
    const out = hop({
      ...common,
      ...there,
      id: `read:${read.id}`,
      kind: "event",
      leaves: leftLogAt,
      arrives: read.at,
    });
    if (handled === null) return [out];
    const back = { from: there.to, to: there.from, back: true };
    const arrives = Math.min(ackArrivedAt, handled.at + hopMs);
    const cut = ackArrivedAt < Infinity ? arrives : Math.min(arrives, lost?.at ?? Infinity);
    const ack = { ...common, ...back, id: `offset:${read.id}`, kind: "ack", word: "read" } as const;
    return [out, hop({ ...ack, leaves: handled.at, arrives, until: cut })];
  });
  return [...appends, ...reads];
}
