import { type JsonValue, ledgerOfOrders } from "../../../../engine/views.ts";
import { standingsAt } from "../flow/standings.ts";
import { chargesAnything } from "../names.ts";
import type { MessageRecord } from "../trace/records.ts";
import type { DeadLetterFacts } from "../dead-letters/read.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { LedgerView } from "./types.ts";

/**
 * The value of the accepted jobs and the amount that the customer paid, up to a moment; null if nothing is charged. A
 * job that was skipped because its requester had given up, or that was discarded from the dead-letter queue, is worth
 * nothing from then on.
 */
export function ledgerAt(index: RunIndex & DeadLetterFacts, atMs: number): LedgerView | null {
  const { scenario } = index.source;
  if (scenario.flow && scenario.flow.kind !== "one-step") return ordersAt(index, atMs);
  if (!chargesAnything(scenario)) return null;
  const charging = new Set(
    scenario.workers.flatMap(({ handler, queue }) => (handler.kind === "charge" ? [queue] : [])),
  );
  const expected = { effects: 0, cents: 0 };
  // Counted by order, not by job: a repeated request orders nothing new.
  const discarded = new Set(
    index.deadLetters.flatMap(({ discarded: event, job }) => (event !== null && event.at <= atMs ? [job] : [])),
  );
  const ordered = new Set<string>();
  for (const message of index.messages) {
    const worth = worthOf(message);
    if (!charging.has(message.queue) || message.arrivedAt > atMs || worth === null) continue;
    if (message.deliveries.some(({ expired }) => expired !== null && expired.at <= atMs)) continue;
    if (discarded.has(message.job)) continue;
    if (ordered.has(worth.order ?? message.job)) continue;
    ordered.add(worth.order ?? message.job);
    expected.effects++;
    expected.cents += worth.cents;
  }
  return { expected, ...actualAt(index, atMs) };
}

function ordersAt(index: RunIndex, atMs: number): LedgerView {
  const standings = standingsAt(index, atMs);
  return {
    ...ledgerOfOrders(standings),
    recognized: actualAt(index, atMs).recognized,
    chargedTwice: standings.filter(({ truth }) => truth.charged > 1).map(({ order }) => order),
  };
}

function actualAt(index: RunIndex, atMs: number): Omit<LedgerView, "expected"> {
  const actual = { effects: 0, cents: 0 };
  const chargedTwice = new Set<string>();
  let recognized = 0;
  for (const { event, repeated } of index.effects) {
    if (event.at > atMs) continue;
    if (event.type === "effect-deduplicated") {
      recognized++;
      continue;
    }
    actual.effects++;
    actual.cents += event.amountCents;
    if (repeated) chargedTwice.add(event.job);
  }
  return { actual, recognized, chargedTwice: [...chargedTwice] };
}

/** Null for an order without a valid amount: nothing is owed for it. */
function worthOf({ sent }: MessageRecord): { readonly order: string | null; readonly cents: number } | null {
  const payload: JsonValue = sent?.payload ?? null;
  if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return null;
  const { amountCents, order } = payload as { readonly amountCents?: JsonValue; readonly order?: JsonValue };
  return typeof amountCents === "number"
    ? { order: typeof order === "string" ? order : null, cents: amountCents }
    : null;
}
