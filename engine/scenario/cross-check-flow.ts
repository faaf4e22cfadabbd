import { ORDERS_QUEUE, SERVICE_QUEUES } from "../flow/order/order.ts";
import { orderNames } from "./names.ts";
import type { Scenario } from "./schema.ts";
import { unknown } from "./unknown.ts";

/** What a flow needs to run, and who may speak of orders. Returns one line a problem. */
export function flowProblems(scenario: Scenario): string[] {
  return scenario.flow
    ? [...missingQueues(scenario), ...missingServices(scenario), ...unknownOrders(scenario)]
    : strayParts(scenario);
}

function missingQueues({ queues }: Scenario): string[] {
  const known = queues.map((queue) => queue.name);
  return [ORDERS_QUEUE, ...SERVICE_QUEUES]
    .filter((queue) => !known.includes(queue))
    .map((queue) => `queues: found no "${queue}", expected it for the flow`);
}

function missingServices({ workers }: Scenario): string[] {
  const served = workers.filter(({ handler }) => handler.kind === "service").map(({ queue }) => queue);
  return SERVICE_QUEUES.filter((queue) => !served.includes(queue)).map(
    (queue) => `workers: found nobody with the handler "service" on ${queue}, expected one for the flow`,
  );
}

function unknownOrders(scenario: Scenario): string[] {
  const orders = orderNames(scenario);
  if (orders.length === 0) return [`requesters: found none that asks "${ORDERS_QUEUE}", expected one for the flow`];
  const named: [string, string][] = [
    ...(scenario.flow?.ask ? [["flow.ask.order", scenario.flow.ask.order] as [string, string]] : []),
    ...scenario.workers.flatMap(({ handler }, i) =>
      handler.kind === "service"
        ? handler.refuses.map(({ order }, k): [string, string] => [`workers.${i}.handler.refuses.${k}.order`, order])
        : [],
    ),
    ...scenario.claims.flatMap(({ check }, i) =>
      check.kind === "orders"
        ? Object.keys(check.damaged).map((order): [string, string] => [`claims.${i}.check.damaged`, order])
        : [],
    ),
  ];
  return named.filter(([, order]) => !orders.includes(order)).map(([path, order]) => unknown(path, order, orders));
}

function strayParts({ claims }: Scenario): string[] {
  return claims.flatMap(({ check }, i) =>
    check.kind === "orders" ? [`claims.${i}.check: found "orders", expected a scenario with a flow`] : [],
  );
}
