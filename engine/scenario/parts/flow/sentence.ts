import { formatCount, formatMoney } from "../../../trace/format.ts";
import { listNames, type RunFacts } from "../../checks/facts.ts";
import { unbalanced, type Ledger } from "../../checks/ledger.ts";
import { whatTheBusinessSaw } from "../../checks/orders.ts";

/** How many orders were completed, cancelled or never ended. */
export function flowsText({ orders }: RunFacts): string {
  const count = (believed: string) => orders.filter((order) => order.believed === believed).length;
  const open = orders.length - count("completed") - count("cancelled");
  const rest = [
    count("cancelled") > 0 ? `${count("cancelled")} cancelled` : "",
    open > 0 ? `${open} never ended` : "",
  ].filter((text) => text !== "");
  return `Of ${formatCount(orders.length, "order")} ${[`${count("completed")} completed`, ...rest].join(", ")}`;
}

/** How the orders that ended wrong are wrong. */
export function ordersText({ orders }: RunFacts): string {
  const wrong = orders.filter(({ damage }) => damage.some((kind) => kind !== "stuck"));
  return wrong.length === 0 ? "" : whatTheBusinessSaw(wrong);
}

/** What the customers paid, compared with the value of the goods that left. */
export function goodsText(facts: RunFacts, { expected, actual }: Ledger): string {
  const goods = `goods for ${formatMoney(expected.cents)} left`;
  const wrong = unbalanced(facts);
  if (wrong.length === 0) return `the customers paid ${formatMoney(actual.cents)}, and ${goods}`;
  const others = expected.cents === actual.cents ? `, not for the same: ${listNames(wrong)}` : "";
  return `the customers paid ${formatMoney(actual.cents)}, but ${goods}${others}`;
}
