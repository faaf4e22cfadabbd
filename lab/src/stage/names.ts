import type { QueueSpec, Scenario } from "../../../engine/scenario/schema.ts";
import type { EdgeId, NodeId } from "./types.ts";

/** What nodes are called, and the names that follow from a scenario. */

export const producerNode = (name: string): NodeId => `producer:${name}`;
export const queueNode = (name: string): NodeId => `queue:${name}`;
export const deadLettersNode = (queue: string): NodeId => `dead-letters:${queue}`;
export const requesterNode = (name: string): NodeId => `requester:${name}`;
export const logNode = (name: string): NodeId => `log:${name}`;
export const readerNode = (name: string): NodeId => `reader:${name}`;
export const workerNode = (name: string): NodeId => `worker:${name}`;
export const coordinatorNode = (name: string): NodeId => `coordinator:${name}`;
export const deskNode = (name: string): NodeId => `desk:${name}`;
export const STORE_NODE: NodeId = "store";
export const WORLD_NODE: NodeId = "world";
export const edgeId = (from: NodeId, to: NodeId): EdgeId => `${from}>${to}`;

/** The queue in which a requester finds its answers. */
export const replyQueueName = ({ name }: { readonly name: string }): string => `${name}-replies`;

/** The job that carries a try of a request. */
export function requestJob(asked: { readonly request: string; readonly try: number }): string {
  return asked.try === 1 ? asked.request : `${asked.request}-try-${asked.try}`;
}

/** Whose replies the coordinators of a flow wait for: all of them read one queue. */
export const COORDINATOR = "coordinator";

/**
 * Where an orchestrator's deadlines arrive. They are its timers, and shown as such: this queue is no part of the picture,
 * and nothing is seen to travel to it or from it.
 */
export const DEADLINES_QUEUE = `${replyQueueName({ name: COORDINATOR })}-timers`;

/** The actors that drive a scenario's flow, if it has one. */
export function coordinatorNames({ flow }: Pick<Scenario, "flow">): string[] {
  return flow ? Array.from({ length: flow.coordinators }, (_, i) => `${COORDINATOR}-${i + 1}`) : [];
}

/** The queues in which answers come back: of the requesters, and of the coordinators. */
export function replyQueueNames({ requesters, flow }: Scenario): string[] {
  return [...requesters, ...(flow ? [{ name: COORDINATOR }] : [])].map(replyQueueName);
}

/** The queues that a scenario names and, after them, the reply queues that follow from who asks. */
export function allQueues({ queues, requesters, flow }: Scenario): QueueSpec[] {
  const askers = [...requesters, ...(flow ? [{ name: COORDINATOR, replyAckWaitMs: flow.replyAckWaitMs }] : [])];
  return [
    ...queues,
    ...askers.map((asker): QueueSpec => ({
      name: replyQueueName(asker),
      ackWaitMs: asker.replyAckWaitMs,
      maxAttempts: 5,
      retry: { kind: "fixed", delayMs: 1_000 },
    })),
  ];
}

/** The workers' actors of a scenario, in order: 'name-1', 'name-2', … of each. */
export function workerNames(scenario: Scenario): string[] {
  return scenario.workers.flatMap(({ name, count }) => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`));
}

/** The processes of all readers, in order. */
export function readerNames(scenario: Pick<Scenario, "readers">): string[] {
  return scenario.readers.flatMap(({ name, count }) => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`));
}

export function chargesAnything(scenario: Scenario): boolean {
  return [...scenario.workers, ...scenario.readers].some(({ handler }) => handler.kind === "charge");
}
