import type { RunFacts } from "../../engine/scenario/checks/facts.ts";
import type { ScenarioSource } from "../../engine/scenario/schema.ts";
import { factsOf, traceOf, type Written } from "./traces.ts";

/** Traces of a log called `diary`, to which `shop-diary` appends. */
export type Place = {
  readonly event: string;
  readonly key: string;
  readonly partition: number;
  readonly logSequence: number;
};

export function appended(place: Place, at: number): Written[] {
  return [{ type: "event-appended", log: "diary", ...place, duplicate: false, actor: "shop-diary", at }];
}

/** One event in the hands of a reader's first process: 100 ms, and 4 for the confirmation. */
export function reads(reader: string, place: Place, at: number, attempt = 1): Written[] {
  const what = { log: "diary", reader, ...place };
  const actor = `${reader}-1`;
  return [
    { type: "event-read", ...what, attempt, deadline: at + 1_000, actor, at },
    { type: "event-handled", ...what, actor, at: at + 100 },
    { type: "offset-moved", ...what, actor, at: at + 104 },
  ];
}

export function looked(at: number, stored: number, left: { readonly [reader: string]: number } = {}): Written {
  return { type: "log-observed", log: "diary", stored, left, actor: "observer", at };
}

/** Both who send have finished. */
export function allSent(at: number): Written[] {
  return [
    { type: "producer-finished", queue: "orders", jobs: 0, actor: "shop", at },
    { type: "log-producer-finished", log: "diary", events: 2, actor: "shop-diary", at },
  ];
}

type Reader = NonNullable<ScenarioSource["readers"]>[number];
type Changes = {
  readonly logs?: ScenarioSource["logs"];
  readonly readers?: readonly (Partial<Reader> & { readonly name: string })[];
};

export const LOG_PARTS = {
  logs: [{ name: "diary", partitions: 2 }],
  logProducers: [{ name: "shop-diary", log: "diary", eventName: "placed", events: 4, amountCents: 700 }],
} satisfies Partial<ScenarioSource>;

/** What checkers read of such a trace; its readers are `search` and `report`, or others. */
export function logFacts(events: readonly Written[], { logs = LOG_PARTS.logs, readers }: Changes = {}): RunFacts {
  const handler = { kind: "work", serviceMs: 100 } as const;
  const all = readers ?? [{ name: "search" }, { name: "report" }];
  return factsOf(traceOf(events), {
    ...LOG_PARTS,
    logs,
    readers: all.map((reader) => ({ log: "diary", handler, ...reader })),
  });
}
