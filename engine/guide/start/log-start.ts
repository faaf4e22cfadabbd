import type { Answers } from "../questions.ts";
import type { Piece } from "./piece.ts";

const READERS = { one: ["search"], several: ["search", "audit"], open: ["search", "audit"] } as const;

/** A log, a reader for each party, and a newcomer where others will join or read again. */
export function logStart({ consumers, replay, order }: Answers): Piece {
  const readers = READERS[consumers].map((name) => ({ name, startMs: 0 }));
  const late = consumers === "open" || replay === "yes";
  const all = [...readers, ...(late ? [{ name: "newcomer", startMs: 4_000 }] : [])];
  const partitions = order === "per-key" ? 4 : 1;
  return {
    fields: {
      logs: [{ name: "events", partitions }],
      logProducers: [
        { name: "recorder", log: "events", eventName: "event", events: 12, everyMs: 250, ...keysFor(order) },
      ],
      readers: all.map(({ name, startMs }) => ({
        name,
        log: "events",
        handler: { kind: "work" as const, serviceMs: [150, 250] as [number, number] },
        ackWaitMs: 2_000,
        restartAfterMs: 1_000,
        ...(startMs > 0 ? { startMs } : {}),
      })),
      faults: [{ kind: "crash", at: { actor: "search-1", nth: 3, point: "before-ack" } }],
    },
    contains: [
      readers.length === 1
        ? "A log keeps every event, and a reader reads all of them from its own offset."
        : "A log keeps every event, and two readers read all of them, each from its own offset.",
      ...(late ? ["A newcomer joins after four seconds and reads everything from the beginning."] : []),
      ...(order === "per-key" ? ["Four partitions keep the order of each account."] : []),
      ...(order === "total" ? ["One partition keeps the total order."] : []),
      "The reader search crashes before it acknowledges an event, and reads that event twice.",
    ],
  };
}

function keysFor(order: Answers["order"]): { readonly keys?: number; readonly keyName?: string } {
  return order === "per-key" ? { keys: 6, keyName: "account" } : {};
}
