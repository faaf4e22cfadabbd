import type { JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { FIRST_STORED_LEVEL } from "../flow/glue/levels.ts";
import { declareOrderTable, deleteOrderTable } from "../flow/glue/store.ts";
import type { QueueConfig } from "../queue/config.ts";
import { lookInTable, lookThroughQueues, type LookUp } from "./look-up.ts";
import type { Design } from "./schema-flow.ts";

/** What a design keeps beside its queues: made before a run, gone after it, and asked where an order is. */
export type FlowStores = {
  declare(connection: NatsConnection): Promise<void>;
  delete(connection: NatsConnection): Promise<void>;
  lookUp(
    connection: NatsConnection,
    jsm: JetStreamManager,
    queues: readonly QueueConfig[],
    order: string,
  ): Promise<LookUp>;
};

export function flowStores(design: Design, namespace: string): FlowStores {
  return keepsTable(design) ? orderTable(namespace) : inMemory;
}

/** How many stores a design has. */
export function storeCount(design: Design): number {
  return keepsTable(design) ? 1 : 0;
}

function keepsTable(design: Design): boolean {
  return Number(design.slice(-1)) >= FIRST_STORED_LEVEL;
}

const inMemory: FlowStores = {
  declare: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  lookUp: (_connection, jsm, queues, order) => lookThroughQueues(jsm, queues, order),
};

function orderTable(namespace: string): FlowStores {
  return {
    declare: (connection) => declareOrderTable(connection, namespace),
    delete: (connection) => deleteOrderTable(connection, namespace),
    lookUp: (connection, jsm, queues, order) => lookInTable(connection, jsm, namespace, queues, order),
  };
}
