import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { EdgeId, NodeId, Topology, TopologyEdge, TopologyNode } from "./types.ts";

export const producerNode = (name: string): NodeId => `producer:${name}`;
export const queueNode = (name: string): NodeId => `queue:${name}`;
export const deadLettersNode = (queue: string): NodeId => `dead-letters:${queue}`;
export const workerNode = (name: string): NodeId => `worker:${name}`;
export const WORLD_NODE: NodeId = "world";
export const edgeId = (from: NodeId, to: NodeId): EdgeId => `${from}>${to}`;

/** The workers' actors of a scenario, in order: 'name-1', 'name-2', … of each. */
export function workerNames(scenario: Scenario): string[] {
  return scenario.workers.flatMap(({ name, count }) => Array.from({ length: count }, (_, i) => `${name}-${i + 1}`));
}

export function chargesAnything(scenario: Scenario): boolean {
  return scenario.workers.some(({ handler }) => handler.kind === "charge");
}

/** What the canvas shows of a scenario (its variant and knobs applied), in reading order: from the producers on. */
export function topologyOf(scenario: Scenario): Topology {
  const nodes: TopologyNode[] = [];
  const edges: TopologyEdge[] = [];
  const link = (from: NodeId, to: NodeId, kind: TopologyEdge["kind"]) =>
    edges.push({ id: edgeId(from, to), from, to, kind });
  for (const { name, queue } of scenario.producers) {
    nodes.push({ id: producerNode(name), role: "producer", name, slots: 0, prefetch: 0 });
    link(producerNode(name), queueNode(queue), "send");
  }
  for (const { name } of scenario.queues)
    nodes.push({ id: queueNode(name), role: "queue", name, slots: 0, prefetch: 0 });
  for (const worker of scenario.workers) {
    for (let i = 1; i <= worker.count; i++) {
      const name = `${worker.name}-${i}`;
      nodes.push({ id: workerNode(name), role: "worker", name, slots: worker.concurrency, prefetch: worker.prefetch });
      link(queueNode(worker.queue), workerNode(name), "deliver");
      link(workerNode(name), deadLettersNode(worker.queue), "dead-letter");
      if (worker.handler.kind === "charge") link(workerNode(name), WORLD_NODE, "effect");
    }
  }
  for (const { name } of scenario.queues)
    nodes.push({ id: deadLettersNode(name), role: "dead-letters", name, slots: 0, prefetch: 0 });
  if (chargesAnything(scenario))
    nodes.push({ id: WORLD_NODE, role: "world", name: "payment provider", slots: 0, prefetch: 0 });
  return { nodes, edges };
}
