import { ordersOf } from "../../../actors/handlers/registry.ts";
import { ORDERS_QUEUE, QUEUE_OF, SERVICE_QUEUES } from "../../../flow/order/order.ts";
import { orderNames } from "../../names.ts";
import { glueLevel, isAboutOrders, type FlowKind } from "./schema.ts";
import type { FlowSpec, Scenario } from "../../schema.ts";
import { unknownNames, type Use } from "../../cross-check/unknown.ts";

/** What a flow needs to run, and which parts of a scenario need a flow. Returns one line per problem. */
export function flowProblems(scenario: Scenario): string[] {
  const { flow } = scenario;
  if (!flow) return strayParts(scenario);
  return [
    ...missingQueues(scenario, flow.kind),
    ...missingServices(scenario, flow.kind),
    ...unknownOrders(scenario),
    ...wrongDesign(flow),
    ...(isAboutOrders(flow) ? [] : strayParts(scenario)),
  ];
}

/** By the kind of flow: the queues that need a worker, and the handler that it must have. */
const SERVED: {
  readonly [kind in FlowKind]: { readonly queues: readonly string[]; readonly handler: "service" | "charge" };
} = {
  order: { queues: SERVICE_QUEUES, handler: "service" },
  "second-carrier": { queues: SERVICE_QUEUES, handler: "service" },
  "one-step": { queues: [QUEUE_OF.charge], handler: "charge" },
};

function missingQueues({ queues }: Scenario, kind: FlowKind): string[] {
  const known = queues.map((queue) => queue.name);
  return [ORDERS_QUEUE, ...SERVED[kind].queues]
    .filter((queue) => !known.includes(queue))
    .map((queue) => `queues: found no "${queue}", expected it for the flow`);
}

function missingServices({ workers }: Scenario, kind: FlowKind): string[] {
  const { queues, handler: wanted } = SERVED[kind];
  const served = workers.filter(({ handler }) => handler.kind === wanted).map(({ queue }) => queue);
  return queues
    .filter((queue) => !served.includes(queue))
    .map((queue) => `workers: found none with the handler "${wanted}" on ${queue}, expected one for the flow`);
}

/** Queue glue exists for the order only, and naive restoring for the second carrier only; an orchestrator drives any flow. */
function wrongDesign({ kind, design }: FlowSpec): string[] {
  const glue = kind === "order" && glueLevel(design) !== null;
  const naive = kind === "second-carrier" && design === "naive-xstate";
  if (design === "orchestrated" || glue || naive) return [];
  return [
    `flow.design: found "${design}", expected one that drives flows of the kind "${kind}", such as "orchestrated"`,
  ];
}

function unknownOrders(scenario: Scenario): string[] {
  const orders = orderNames(scenario);
  if (orders.length === 0) return [`requesters: found none for the queue "${ORDERS_QUEUE}", expected one for the flow`];
  const uses: Use[] = [
    ...(scenario.flow?.ask ? [["flow.ask.order", scenario.flow.ask.order] as const] : []),
    ...scenario.workers.flatMap(({ handler }, i) =>
      ordersOf(handler).map(({ path, name }): Use => [`workers.${i}.handler.${path}`, name]),
    ),
    ...scenario.claims.flatMap(({ check }, i) =>
      check.kind === "orders"
        ? Object.keys(check.damaged).map((order): Use => [`claims.${i}.check.damaged`, order])
        : [],
    ),
  ];
  return unknownNames(uses, orders);
}

function strayParts({ claims }: Scenario): string[] {
  return claims.flatMap(({ check }, i) =>
    check.kind === "orders" ? [`claims.${i}.check: found "orders", expected a scenario with a flow of orders`] : [],
  );
}
