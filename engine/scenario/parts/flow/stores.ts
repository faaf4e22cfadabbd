import type { JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { FIRST_STORED_LEVEL } from "../../../flow/glue/levels.ts";
import { declareOrderTable, deleteOrderTable, orderTable } from "../../../flow/glue/store.ts";
import { declareSnapshots, deleteSnapshots, snapshotBucket } from "../../../flow/naive-xstate/store.ts";
import { openFlowClient } from "../../../flow/orchestrator/client.ts";
import { declareOrchestrator, deleteOrchestrator } from "../../../flow/orchestrator/declare.ts";
import { orchestratorNames } from "../../../flow/orchestrator/names.ts";
import type { QueueConfig } from "../../../queue/names.ts";
import { lookInSnapshots, lookInTable, lookThroughQueues, type LookUp } from "./look-up.ts";
import { COORDINATOR, replyQueueName } from "../../names.ts";
import { glueLevel, type Design } from "./schema.ts";

/** What a design stores beside its queues. A run declares it at its start, deletes it at its end, and asks it about orders. */
export type FlowStores = {
  declare(connection: NatsConnection): Promise<void>;
  delete(connection: NatsConnection): Promise<void>;
  /** Empties the store, like a person who purges the wrong stream. The store itself remains. */
  lose(jsm: JetStreamManager): Promise<void>;
  lookUp(connection: NatsConnection, jsm: JetStreamManager, order: string): Promise<LookUp>;
};

export function flowStores(design: Design, queues: readonly QueueConfig[], namespace: string): FlowStores {
  if (design === "orchestrated") return orchestratorStores(queues);
  const level = glueLevel(design);
  if (level === null) return snapshotStore(namespace);
  return level >= FIRST_STORED_LEVEL ? tableOfOrders(queues, namespace) : inMemory(queues);
}

/** The queues and stores that a design has beside the scenario's queues; an orchestrator's queue is that of its deadlines. */
export function extraParts(design: Design): { readonly queues: number; readonly stores: number } {
  if (design === "orchestrated") return { queues: 1, stores: 2 };
  const level = glueLevel(design);
  return { queues: 0, stores: level === null || level >= FIRST_STORED_LEVEL ? 1 : 0 };
}

function inMemory(queues: readonly QueueConfig[]): FlowStores {
  return {
    declare: () => Promise.resolve(),
    delete: () => Promise.resolve(),
    lose: () => Promise.resolve(),
    lookUp: (_connection, jsm, order) => lookThroughQueues(jsm, queues, order),
  };
}

function tableOfOrders(queues: readonly QueueConfig[], namespace: string): FlowStores {
  return {
    declare: (connection) => declareOrderTable(connection, namespace),
    delete: (connection) => deleteOrderTable(connection, namespace),
    lose: (jsm) => purge(jsm, orderTable(namespace)),
    lookUp: (connection, jsm, order) => lookInTable(connection, jsm, namespace, queues, order),
  };
}

function snapshotStore(namespace: string): FlowStores {
  return {
    declare: (connection) => declareSnapshots(connection, namespace),
    delete: (connection) => deleteSnapshots(connection, namespace),
    lose: (jsm) => purge(jsm, snapshotBucket(namespace)),
    lookUp: (connection, _jsm, order) => lookInSnapshots(connection, namespace, order),
  };
}

function orchestratorStores(queues: readonly QueueConfig[]): FlowStores {
  const events = queues.find(({ name }) => name === replyQueueName({ name: COORDINATOR })) as QueueConfig;
  return {
    declare: (connection) => declareOrchestrator(connection, events),
    delete: (connection) => deleteOrchestrator(connection, events),
    lose: (jsm) => purge(jsm, orchestratorNames(events).flows),
    async lookUp(connection, _jsm, order) {
      const view = await (await openFlowClient({ connection, events })).query(order);
      if (view === null) return { lookUps: 2, found: "no such flow" };
      const waits = view.waitsFor.map(({ step, try: n }) => `${step}, try ${n}`).join(" and ");
      const stuck = view.status === "stuck" ? `, stuck: ${view.stuckBecause}` : "";
      return { lookUps: 1, found: `${view.state}${waits === "" ? "" : `, waiting for ${waits}`}${stuck}` };
    },
  };
}

async function purge(jsm: JetStreamManager, bucket: string): Promise<void> {
  await jsm.streams.purge(`KV_${bucket}`);
}
