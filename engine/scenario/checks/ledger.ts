import { z } from "zod";
import { charges } from "../../actors/handlers/registry.ts";
import { isBalanced, ledgerOfOrders } from "../../flow/order/ledger.ts";
import { formatMoney } from "../../trace/format.ts";
import { isAboutOrders } from "../parts/flow/schema.ts";
import { type Finding, listNames, type ParametersOf, type RunFacts } from "./facts.ts";
import { owedByReaders } from "./ledger-logs.ts";

/** One side of the ledger: a number of effects, and their money in cents. */
export type LedgerSide = { readonly effects: number; readonly cents: number };
export type Ledger = { readonly expected: LedgerSide; readonly actual: LedgerSide };

/**
 * The ledger of a run. `expected` is what was ordered: accepted jobs with a valid amount whose requester was still waiting and
 * that no operator discarded, and events of logs whose readers charge. A replay orders nothing new, but an amount edited in
 * it counts. `actual` is what the outside services did.
 */
export function ledgerOf(facts: RunFacts): Ledger {
  if (isAboutOrders(facts.scenario.flow)) return ledgerOfOrders(facts.orders);
  const owed = owedAmounts(facts);
  const applied = [...facts.effects.values()].flat();
  return {
    expected: { effects: owed.size, cents: sum([...owed.values()]) },
    actual: { effects: applied.length, cents: sum(applied.map((event) => event.amountCents)) },
  };
}

/**
 * The jobs whose payments differ from what is owed for them. Equal sums can hide it: one customer may have paid for another.
 */
export function unbalanced(facts: RunFacts): string[] {
  const { orders, effects, scenario } = facts;
  if (isAboutOrders(scenario.flow)) return orders.filter((order) => !isBalanced([order])).map(({ order }) => order);
  const owed = owedAmounts(facts);
  const paid = new Map<string, number>();
  for (const { job, amountCents } of [...effects.values()].flat()) paid.set(job, (paid.get(job) ?? 0) + amountCents);
  const names = [...new Set([...owed.keys(), ...paid.keys()])];
  return names.filter((name) => (owed.get(name) ?? 0) !== (paid.get(name) ?? 0));
}

function owedAmounts(facts: RunFacts): ReadonlyMap<string, number> {
  const { scenario, events, accepted, expired, discarded } = facts;
  const charging = new Set(scenario.workers.filter(({ handler }) => charges(handler)).map(({ queue }) => queue));
  const owed = accepted.filter(
    (event) => charging.has(event.queue) && !expired.has(event.job) && !discarded.has(event.job),
  );
  const stored = new Set(owed.map((event) => event.job));
  const amounts = new Map(owedByReaders(facts));
  for (const event of events) {
    if (event.type !== "job-sent" || !stored.has(event.job)) continue;
    const { order, amountCents } = (event.payload ?? {}) as {
      readonly order?: unknown;
      readonly amountCents?: unknown;
    };
    if (typeof order === "string" && typeof amountCents === "number") amounts.set(order, amountCents);
  }
  return amounts;
}

export const ledgerSchema = z.strictObject({
  kind: z.literal("ledger").describe("What the outside services did, compared with what was ordered."),
  actual: z.enum(["equals-expected", "exceeds-expected"]),
});

/** What the outside services did, compared with what was ordered: in total, and for each customer. */
export function ledger(facts: RunFacts, { actual }: ParametersOf<typeof ledgerSchema>): Finding {
  const books = ledgerOf(facts);
  const difference = books.actual.cents - books.expected.cents;
  const sums = `ordered ${formatMoney(books.expected.cents)}, charged ${formatMoney(books.actual.cents)}`;
  if (actual === "exceeds-expected") return { holds: difference > 0, detail: sums };
  const wrong = unbalanced(facts);
  const hidden = difference === 0 && wrong.length > 0 ? `, but not for the same: ${listNames(wrong)}` : "";
  return { holds: wrong.length === 0, detail: `${sums}${hidden}` };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
