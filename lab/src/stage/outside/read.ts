import type { JsonValue } from "../../../../engine/views.ts";
import type { Scenario } from "../../../../engine/scenario/schema.ts";
import { readDeadLetters } from "../dead-letters/read.ts";
import { charges, chargesAnything } from "../names.ts";
import type { MessageRecord } from "../trace/records.ts";
import type { RunRecords } from "../trace/run-index.ts";
import { RunningSum, type Change } from "../trace/running-sum.ts";
import { addTo } from "../trace/sorted.ts";

/** Effects and money, each as it changes over the run. */
export type Account = { readonly effects: RunningSum; readonly cents: RunningSum };

export type OutsideFacts = {
  readonly books: {
    /** What the accepted jobs are worth; null where nothing is charged, or orders say what is owed. */
    readonly expected: Account | null;
    readonly actual: Account;
    readonly recognized: RunningSum;
    /** Charges of what had been charged before, in the trace's order. */
    readonly repeats: readonly { readonly at: number; readonly job: string }[];
  };
};

export function readOutside(run: RunRecords): OutsideFacts {
  const { effects, source } = run;
  const applied = effects.flatMap(({ event }) => (event.type === "effect-applied" ? [event] : []));
  const recognized = effects.filter(({ event }) => event.type === "effect-deduplicated");
  const expects = chargesAnything(source.scenario) && !isAboutOrders(source.scenario);
  return {
    books: {
      expected: expects ? expectedOf(run) : null,
      actual: accountOf(applied.map(({ at, amountCents }) => ({ at, effects: 1, cents: amountCents }))),
      recognized: new RunningSum(recognized.map(({ event: { at } }) => ({ at, by: 1 }))),
      repeats: effects.flatMap(({ event, repeated }) =>
        event.type === "effect-applied" && repeated ? [{ at: event.at, job: event.job }] : [],
      ),
    },
  };
}

/** Of what can be cancelled, only the orders themselves say what is owed. */
export const isAboutOrders = ({ flow }: Scenario): boolean => flow !== undefined && flow.kind !== "one-step";

type Entry = { readonly at: number; readonly effects: number; readonly cents: number };

function accountOf(entries: readonly Entry[]): Account {
  return {
    effects: new RunningSum(entries.map(({ at, effects }): Change => ({ at, by: effects }))),
    cents: new RunningSum(entries.map(({ at, cents }): Change => ({ at, by: cents }))),
  };
}

/** From when until when a message makes something owed. */
type Owed = { readonly from: number; readonly to: number; readonly cents: number };

/**
 * A job that was left undone because its caller had left, or given up at the dead-letter queue, is worth nothing from then
 * on. By what was ordered, not by job: a request that is tried again orders nothing more.
 */
function expectedOf(run: RunRecords): Account {
  const { messages } = run;
  const { workers } = run.source.scenario;
  const charging = new Set(workers.flatMap(({ handler, queue }) => (charges(handler) ? [queue] : [])));
  const discarded = new Map<string, number>();
  for (const { job, discarded: event } of readDeadLetters(run).deadLetters)
    if (event !== null) discarded.set(job, Math.min(event.at, discarded.get(job) ?? Infinity));
  const owed = new Map<string, Owed[]>();
  for (const message of messages) {
    const worth = worthOf(message);
    if (!charging.has(message.queue) || worth === null) continue;
    const key = worth.order ?? message.job;
    const to = Math.min(expiredAt(message), discarded.get(message.job) ?? Infinity);
    addTo(owed, key, { from: message.arrivedAt, to, cents: worth.cents });
  }
  return accountOf([...owed.values()].flatMap(entriesOf));
}

/** Of several messages for one order, the first that counts at a moment says what it is worth then. */
function entriesOf(all: readonly Owed[]): Entry[] {
  const times = [...new Set(all.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const entries: Entry[] = [];
  let before: Owed | undefined;
  for (const at of times) {
    if (at === Infinity) continue;
    const now = all.find(({ from, to }) => from <= at && at < to);
    if (now === before) continue;
    entries.push({
      at,
      effects: (now ? 1 : 0) - (before ? 1 : 0),
      cents: (now?.cents ?? 0) - (before?.cents ?? 0),
    });
    before = now;
  }
  return entries;
}

function expiredAt({ deliveries }: MessageRecord): number {
  return deliveries.reduce((at, { expired }) => Math.min(at, expired?.at ?? Infinity), Infinity);
}

/** Null for an order without a valid amount: it is worth nothing. */
function worthOf({ sent }: MessageRecord): { readonly order: string | null; readonly cents: number } | null {
  const payload: JsonValue = sent?.payload ?? null;
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return null;
  const { amountCents, order } = payload as { readonly amountCents?: JsonValue; readonly order?: JsonValue };
  return typeof amountCents === "number"
    ? { order: typeof order === "string" ? order : null, cents: amountCents }
    : null;
}
