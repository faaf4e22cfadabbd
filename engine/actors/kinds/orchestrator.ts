import { createOrderOrchestrator, type OrderOrchestratorOptions } from "../../flow/orchestrator/order-orchestrator.ts";
import type { QueueConfig } from "../../queue/names.ts";
import type { Actor, ActorContext } from "../actor.ts";

export type OrchestratorParams = Pick<
  OrderOrchestratorOptions,
  "ordersQueue" | "timeoutMs" | "tries" | "transitMs" | "business" | "version" | "upgrade"
> & {
  /** The queue that receives the answers of services, and signals. */
  readonly repliesQueue: QueueConfig;
};

/** Drives orders by a durable machine: see engine/flow/orchestrator. */
export function createOrchestrator(context: ActorContext, params: OrchestratorParams): Promise<Actor> {
  const { connection, namespace, clock, probe } = context;
  const { repliesQueue, ...options } = params;
  return createOrderOrchestrator({ ...options, eventsQueue: repliesQueue, connection, namespace, clock, probe });
}
