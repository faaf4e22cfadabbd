import { DAMAGES, type OrderStanding } from "../../flow/order/outcomes.ts";
import { formatCount } from "../../trace/format.ts";
import { listNames, type Finding, type RunFacts } from "./facts.ts";

/** Exactly these orders came out wrong, in exactly these ways. */
export function ordersDamaged(
  { orders }: RunFacts,
  { damaged }: { readonly damaged: { readonly [order: string]: readonly string[] } },
): Finding {
  const holds = orders.every(({ order, damage }) => sameMembers(damage, damaged[order] ?? []));
  return { holds, detail: whatTheBusinessSaw(orders) };
}

/** Every order's flow came to an end, as the flow itself sees it. */
export function flowsEnd({ orders }: RunFacts): Finding {
  const open = orders.filter(({ damage }) => damage.includes("stuck")).map(({ order }) => order);
  if (open.length > 0) return { holds: false, detail: `never ended: ${listNames(open)}` };
  return { holds: true, detail: orders.length === 0 ? "there were no flows" : `all ${orders.length} flows ended` };
}

/** What the outside world did to each order is whole, or wholly undone, and the shop was told so. */
export function ordersRight({ orders }: RunFacts): Finding {
  const wrong = orders.filter(({ damage }) => damage.some((kind) => kind !== "stuck"));
  if (wrong.length > 0) return { holds: false, detail: whatTheBusinessSaw(wrong) };
  return {
    holds: true,
    detail: orders.length === 0 ? "there were no orders" : "every order is whole or wholly undone",
  };
}

/** 'order-2: the customer paid more than once; stock is held for …' */
export function whatTheBusinessSaw(orders: readonly OrderStanding[]): string {
  const wrong = orders.filter(({ damage }) => damage.length > 0);
  if (wrong.length === 0) return `${formatCount(orders.length, "order")}, all right`;
  return wrong.map(({ order, damage }) => `${order}: ${damage.map((kind) => DAMAGES[kind]).join(", and ")}`).join("; ");
}

function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
