import type { Hop } from "../hops.ts";
import type { LogRecords } from "./read.ts";
import { edgeId, logNode, producerNode, readerNode } from "../topology.ts";
import type { NodeId, TokenKind } from "../types.ts";

/** What travels to a log, from it to its readers, and back: an ack that moves an offset. */
export function logHops({ entries, readings }: LogRecords, hopMs: number, poisoned: ReadonlySet<string>): Hop[] {
  const appends = [...entries.values()].flat().flatMap(({ appended, log, event, leftAt, arrivedAt }) =>
    appended === null
      ? []
      : [
          way(poisoned, {
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
    const common = { job: event, attempt };
    const there = { from: logNode(log), to: readerNode(actor) };
    const out = way(poisoned, {
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
    return [out, way(poisoned, { ...ack, leaves: handled.at, arrives, until: cut })];
  });
  return [...appends, ...reads];
}

function way(
  poisoned: ReadonlySet<string>,
  {
    id,
    kind,
    job,
    attempt,
    from,
    to,
    leaves,
    arrives,
    until = arrives,
    back = false,
    word = null,
  }: {
    readonly id: string;
    readonly kind: TokenKind;
    readonly job: string;
    readonly attempt: number;
    readonly from: NodeId;
    readonly to: NodeId;
    readonly leaves: number;
    readonly arrives: number;
    /** Where it is cut off. */
    readonly until?: number;
    /** Against the direction of the edge. */
    readonly back?: boolean;
    readonly word?: string | null;
  },
): Hop {
  const edge = back ? edgeId(to, from) : edgeId(from, to);
  const plain = { duplicate: false, expired: false, lost: false, poison: poisoned.has(job) };
  return {
    from: leaves,
    to: until,
    arrivesAt: arrives,
    token: { id, kind, job, attempt, ...plain, word, from, to, edge, reverse: back },
  };
}
