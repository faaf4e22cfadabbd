import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../clock/clock.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { QueueConfig } from "../../queue/names.ts";
import type { Probe } from "../../trace/probe.ts";
import type { Action, OrderVersion } from "../order/order.ts";
import { ONE_STEP_FLOW, oneStepFlow } from "./one-step-machine.ts";
import type { FlowDefinition } from "./definition.ts";
import { ORDER_FLOW, orderFlow, type OrderInput } from "./order-machine.ts";
import { orderFlow2 } from "./order-machine-2.ts";
import { SECOND_CARRIER_FLOW, secondCarrierFlow } from "./second-carrier-machine.ts";
import { type Orchestrator, startOrchestrator } from "./orchestrator.ts";
import { createRegistry } from "./registry.ts";

export type OrderOrchestratorOptions = {
  readonly connection: NatsConnection;
  /** The namespace of its queues and of the services' queues. */
  readonly namespace: string;
  readonly clock: Clock;
  readonly probe: Probe;
  readonly transitMs: number;
  /** The queue of the shop's requests, `{order, amountCents}`, with or without a return address. */
  readonly ordersQueue: QueueConfig;
  /** The queue of the services' replies; `declareOrchestrator` declares its stores. */
  readonly eventsQueue: QueueConfig;
  /** How long one try of a step waits for its reply, and the number of tries. */
  readonly timeoutMs: number;
  readonly tries: number;
  /** What the flows are; an order by default. */
  readonly business?: Business;
  /** The version of the business; 1 by default. */
  readonly version?: OrderVersion;
  readonly upgrade?: Upgrade;
  /** The queue of each action's service; the lab's queues by default. */
  readonly serviceQueues?: Readonly<Record<Action, string>>;
};

/** What the flows are: an order over four services, a job of one step, or an order with a second carrier. */
export type Business = "order" | "one-step" | "second-carrier";

/**
 * How the second version of the order is registered: beside the first, so that flows end in the version in which they began;
 * under the first one's name; or alone.
 */
export type Upgrade = "beside" | "same-name" | "alone";

/** One orchestrator of orders: the lab's actor. Any number may share the work. */
export function createOrderOrchestrator(options: OrderOrchestratorOptions): Promise<Orchestrator> {
  const { connection, namespace, clock, probe, transitMs, ordersQueue, eventsQueue } = options;
  const definitions = businessFlows(options);
  return startOrchestrator({
    connection,
    clock,
    probe,
    transitMs,
    registry: createRegistry(definitions),
    events: { ...eventsQueue, namespace },
    starts: [
      {
        queue: { ...ordersQueue, namespace },
        definition: NAMES[options.business ?? "order"],
        read: readOrderRequest,
      },
    ],
  });
}

const NAMES: { readonly [business in Business]: string } = {
  order: ORDER_FLOW,
  "one-step": ONE_STEP_FLOW,
  "second-carrier": SECOND_CARRIER_FLOW,
};

/** The options that the definitions depend on. */
export type BusinessOptions = Pick<
  OrderOrchestratorOptions,
  "business" | "version" | "upgrade" | "timeoutMs" | "tries" | "serviceQueues"
>;

/** The definitions that an orchestrator of this version registers. */
export function businessFlows(options: BusinessOptions): FlowDefinition[] {
  const { business = "order", version = 1, upgrade = "beside", timeoutMs, tries, serviceQueues } = options;
  if (business === "one-step") return [oneStepFlow({ timeoutMs, tries })];
  if (business === "second-carrier") return [secondCarrierFlow({ timeoutMs })];
  const how = { timeoutMs, tries, ...(serviceQueues === undefined ? {} : { queues: serviceQueues }) };
  if (version === 1) return [orderFlow(how)];
  switch (upgrade) {
    case "beside":
      return [orderFlow(how), orderFlow2(how)];
    case "same-name":
      return [orderFlow2(how, "1")];
    case "alone":
      return [orderFlow2(how)];
  }
}

/** The payload is not an order, so the job is dead-lettered. */
export class NotAnOrderError extends Error {
  override readonly name = "NotAnOrderError";
}

/** @throws NotAnOrderError naming the field. */
export function readOrderRequest(payload: JsonValue): { readonly flow: string; readonly input: OrderInput } {
  const { order, amountCents } = (payload ?? {}) as Partial<Record<keyof OrderInput, JsonValue>>;
  if (typeof order !== "string") throw new NotAnOrderError("order is not a text");
  if (typeof amountCents !== "number" || !Number.isInteger(amountCents)) {
    throw new NotAnOrderError(`amountCents is ${JSON.stringify(amountCents)}, not a whole number`);
  }
  return { flow: order, input: { order, amountCents } };
}
