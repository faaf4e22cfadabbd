import type { OrderStanding } from "./outcomes.ts";

type Side = { readonly effects: number; readonly cents: number };

/** What the customers owe, and what they paid. */
export type OrderLedger = { readonly expected: Side; readonly actual: Side };

/** Owed is the price of every parcel that left; paid is what was charged and not refunded. */
export function ledgerOfOrders(orders: readonly OrderStanding[]): OrderLedger {
  return {
    expected: { effects: sum(orders.map(parcels)), cents: sum(orders.map(owedCents)) },
    actual: {
      effects: sum(orders.map(({ truth }) => truth.charged)),
      cents: sum(orders.map(({ truth }) => truth.paidCents)),
    },
  };
}

/** Whether every customer paid for what they got. Equal sums can hide a difference: one customer may have paid for another. */
export function isBalanced(orders: readonly OrderStanding[]): boolean {
  return orders.every((order) => order.truth.paidCents === owedCents(order));
}

function owedCents(order: OrderStanding): number {
  return parcels(order) * order.amountCents;
}

function parcels({ truth }: OrderStanding): number {
  return Math.max(0, truth.shipped);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
