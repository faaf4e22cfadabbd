import type { QueueSpec, Scenario } from "../../../engine/scenario/schema.ts";
import type { EdgeId, NodeId, Topology, TopologyEdge, TopologyNode } from "./types.ts";

export const producerNode = (name: string): NodeId => `producer:${name}`;
export const queueNode = (name: string): NodeId => `queue:${name}`;
export const deadLettersNode = (queue: string): NodeId => `dead-letters:${queue}`;
export const requesterNode = (name: string): NodeId => `requester:${name}`;
export const workerNode = (name: string): NodeId => `worker:${name}`;
export const WORLD_NODE: NodeId = "world";
export const edgeId = (from: NodeId, to: NodeId): EdgeId => `${from}>${to}`;

/** The queue in which a requester finds its answers. */
export const replyQueueName = ({ name }: { readonly name: string }): string => `${name}-replies`;

/** The job that carries a try of a request. */
export function requestJob(asked: { readonly request: string; readonly try: number }): string {
  return asked.try === 1 ? asked.request : `${asked.request}-try-${asked.try}`;
}

/** The queues that a scenario names and, after them, the reply queues that follow from its requesters. */
export function allQueues({ queues, requesters }: Scenario): QueueSpec[] {
  return [
    ...queues,
    ...requesters.map((requester): QueueSpec => ({
      name: replyQueueName(requester),
      ackWaitMs: requester.replyAckWaitMs,
      maxAttempts: 5,
      retry: { kind: "fixed", delayMs: 1_000 },
    })),
  ];
}

/** Which node an actor is; null for those that are no part of the picture. */
export function actorNodes(scenario: Scenario): ReadonlyMap<string, NodeId> {
  return new Map([
    ...scenario.producers.map(({ name }) => [name, producerNode(name)] as const),
    ...scenario.requesters.map(({ name }) => [name, requesterNode(name)] as const),
    ...workerNames(scenario).map((name) => [name, workerNode(name)] as const),
  ]);
}

/** The workers' actors of a scenario, in order: 'name-1', 'name-2', … of each. */
export function workerNames(scenario: Scenario): string[] {
  return scenario.workers.flatMap(({ name, count }) => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`));
}

export function chargesAnything(scenario: Scenario): boolean {
  return scenario.workers.some(({ handler }) => handler.kind === "charge");
}

/**
 * What the canvas shows of a scenario (its variant and knobs applied), in reading order: from those who send on. A reply
 * queue, or one queue among several, has a tray for dead letters only if this run puts something there.
 */
export function topologyOf(scenario: Scenario, buried: ReadonlySet<string> = new Set()): Topology {
  const nodes: TopologyNode[] = [];
  const edges: TopologyEdge[] = [];
  const plain = { slots: 0, prefetch: 0 };
  const link = (from: NodeId, to: NodeId, kind: TopologyEdge["kind"]) =>
    edges.push({ id: edgeId(from, to), from, to, kind });
  for (const { name, queue } of scenario.producers) {
    nodes.push({ id: producerNode(name), role: "producer", name, ...plain });
    link(producerNode(name), queueNode(queue), "send");
  }
  for (const { name, queue } of scenario.requesters) {
    nodes.push({ id: requesterNode(name), role: "requester", name, ...plain });
    link(requesterNode(name), queueNode(queue), "send");
  }
  for (const { name } of scenario.queues) nodes.push({ id: queueNode(name), role: "queue", name, ...plain });
  for (const worker of scenario.workers) {
    for (let i = 1; i <= worker.count; i++) {
      const name = `${worker.name}-${i}`;
      nodes.push({ id: workerNode(name), role: "worker", name, slots: worker.concurrency, prefetch: worker.prefetch });
      link(queueNode(worker.queue), workerNode(name), "deliver");
      link(workerNode(name), deadLettersNode(worker.queue), "dead-letter");
      if (worker.handler.kind === "charge") link(workerNode(name), WORLD_NODE, "effect");
      for (const requester of answeredFrom(scenario, worker.queue))
        link(workerNode(name), queueNode(replyQueueName(requester)), "reply");
    }
  }
  for (const { name } of scenario.queues)
    if (scenario.queues.length === 1 || buried.has(name))
      nodes.push({ id: deadLettersNode(name), role: "dead-letters", name, ...plain });
  for (const requester of scenario.requesters) {
    const name = replyQueueName(requester);
    nodes.push({ id: queueNode(name), role: "reply-queue", name, ...plain });
    link(queueNode(name), requesterNode(requester.name), "return");
    if (!buried.has(name)) continue;
    nodes.push({ id: deadLettersNode(name), role: "dead-letters", name, ...plain });
    link(requesterNode(requester.name), deadLettersNode(name), "dead-letter");
  }
  if (chargesAnything(scenario)) nodes.push({ id: WORLD_NODE, role: "world", name: "payment provider", ...plain });
  return { nodes, edges };
}

/** Whom a queue's workers answer: those who ask there, and those whose address a producer there has borrowed. */
function answeredFrom({ producers, requesters }: Scenario, queue: string): Scenario["requesters"] {
  const named = new Set(producers.flatMap((producer) => (producer.queue === queue ? (producer.replyTo ?? []) : [])));
  return requesters.filter((requester) => requester.queue === queue || named.has(requester.name));
}
