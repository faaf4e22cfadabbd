import { z } from "zod";
import type { OrderStanding } from "../../flow/order/outcomes.ts";
import { formatMoney } from "../../trace/format.ts";
import type { Ledger } from "../run-types.ts";
import { owedByReaders } from "./ledger-logs.ts";
import { isAboutOrders } from "../schema-flow.ts";
import type { Finding, ParametersOf, RunFacts } from "./facts.ts";

/**
 * Jobs and money: what was ordered (accepted jobs with a valid amount whose caller was still
 * there, and that nobody gave up at the desk; a replay orders nothing anew, but its edited amount counts; events of logs whose
 * readers charge), and what the outside world did.
 */
export function ledgerOf(facts: RunFacts): Ledger {
  const { scenario, events, accepted, effects, expired, discarded, orders } = facts;
  if (isAboutOrders(scenario.flow)) return ledgerOfOrders(orders);
  const charging = new Set(
    scenario.workers.filter((worker) => worker.handler.kind === "charge").map((worker) => worker.queue),
  );
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
  const applied = [...effects.values()].flat();
  return {
    expected: { effects: amounts.size, cents: sum([...amounts.values()]) },
    actual: { effects: applied.length, cents: sum(applied.map((event) => event.amountCents)) },
  };
}

/** Owed is what has left the house; paid is what was charged and not given back. */
function ledgerOfOrders(orders: readonly OrderStanding[]): Ledger {
  const left = orders.filter(({ truth }) => truth.shipped > 0);
  return {
    expected: { effects: left.length, cents: sum(left.map(({ amountCents }) => amountCents)) },
    actual: {
      effects: sum(orders.map(({ truth }) => truth.charged)),
      cents: sum(orders.map(({ truth }) => truth.paidCents)),
    },
  };
}

export const ledgerSchema = z.strictObject({
  kind: z.literal("ledger").describe("What the outside world did, against what was ordered."),
  actual: z.enum(["equals-expected", "exceeds-expected"]),
});

/** What the outside world did, against what was ordered. */
export function ledger(facts: RunFacts, { actual }: ParametersOf<typeof ledgerSchema>): Finding {
  const books = ledgerOf(facts);
  const difference = books.actual.cents - books.expected.cents;
  const detail = `ordered ${formatMoney(books.expected.cents)}, charged ${formatMoney(books.actual.cents)}`;
  return { holds: actual === "equals-expected" ? difference === 0 : difference > 0, detail };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
