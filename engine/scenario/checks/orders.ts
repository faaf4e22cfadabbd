import { z } from "zod";
import { DAMAGE_KINDS, DAMAGES } from "../../flow/order/damage.ts";
import type { OrderStanding } from "../../flow/order/outcomes.ts";
import { idText } from "../../actors/fields.ts";
import { formatCount } from "../../trace/format.ts";
import { listNames, type Finding, type ParametersOf, type RunFacts } from "./facts.ts";

export const ordersSchema = z.strictObject({
  kind: z.literal("orders").describe("How the orders ended, as the business sees them."),
  damaged: z
    .record(idText, z.array(z.enum(DAMAGE_KINDS)).min(1))
    .describe("The orders that ended wrong, each with at least these damages."),
  others: z.enum(["right", "any"]).default("right").describe("Whether all other orders must have ended right."),
});

/** These orders ended wrong, with at least these damages; all others ended right, if that is claimed. */
export function ordersDamaged({ orders }: RunFacts, { damaged, others }: ParametersOf<typeof ordersSchema>): Finding {
  const known = new Map(orders.map(({ order, damage }) => [order, damage]));
  const asClaimed = Object.entries(damaged).every(([order, kinds]) =>
    kinds.every((kind) => known.get(order)?.includes(kind) === true),
  );
  const rest = orders.filter(({ order }) => !Object.hasOwn(damaged, order));
  const holds = asClaimed && (others === "any" || rest.every(({ damage }) => damage.length === 0));
  return { holds, detail: whatTheBusinessSaw(orders) };
}

/** Every order's flow ended, as the flow itself sees it. */
export function flowsEnd({ orders }: RunFacts): Finding {
  const open = orders.filter(({ damage }) => damage.includes("stuck")).map(({ order }) => order);
  if (open.length > 0) return { holds: false, detail: `never ended: ${listNames(open)}` };
  return { holds: true, detail: orders.length === 0 ? "there were no flows" : `all ${orders.length} flows ended` };
}

/** Every order that has ended is right: completed or fully compensated, and its shop and its customer know. */
export function ordersRight({ orders }: RunFacts): Finding {
  const wrong = orders.filter(({ damage }) => damage.some((kind) => kind !== "stuck"));
  if (wrong.length > 0) return { holds: false, detail: whatTheBusinessSaw(wrong) };
  return {
    holds: true,
    detail: orders.length === 0 ? "there were no orders" : "every order is completed or fully compensated",
  };
}

/** 'order-2, order-3: the customer paid more than once; order-4: stock is held for …' */
export function whatTheBusinessSaw(orders: readonly OrderStanding[]): string {
  const wrong = orders.filter(({ damage }) => damage.length > 0);
  if (wrong.length === 0) return `${formatCount(orders.length, "order")}, all right`;
  const alike = new Map<string, string[]>();
  for (const { order, damage } of wrong) {
    const text = damage.map((kind) => DAMAGES[kind]).join(", and ");
    alike.set(text, [...(alike.get(text) ?? []), order]);
  }
  return [...alike].map(([text, names]) => `${names.join(", ")}: ${text}`).join("; ");
}
