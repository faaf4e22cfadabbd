import { ORDERS_QUEUE } from "../../../engine/flow/order/order.ts";
import type { QueueSpec, Scenario } from "../../../engine/scenario/schema.ts";
import type { EdgeId, NodeId, NodeRole, Topology, TopologyEdge, TopologyNode } from "./types.ts";

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
const COORDINATOR = "coordinator";

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

/** Which node an actor is; null for those that are no part of the picture. */
export function actorNodes(scenario: Scenario): ReadonlyMap<string, NodeId> {
  return new Map([
    ...scenario.producers.map(({ name }) => [name, producerNode(name)] as const),
    ...scenario.requesters.map(({ name }) => [name, requesterNode(name)] as const),
    ...workerNames(scenario).map((name) => [name, workerNode(name)] as const),
    ...scenario.desks.map(({ name }) => [name, deskNode(name)] as const),
    ...coordinatorNames(scenario).map((name) => [name, coordinatorNode(name)] as const),
    ...scenario.appenders.map(({ name }) => [name, producerNode(name)] as const),
    ...readerNames(scenario).map((name) => [name, readerNode(name)] as const),
  ]);
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

/** What of a run decides upon its picture: which queues have dead letters at some time, and whether a store is used. An orchestrator has one always. */
export type Used = { readonly buried: ReadonlySet<string>; readonly store: boolean };
const NOTHING: Used = { buried: new Set(), store: false };

/**
 * What the canvas shows of a scenario (its variant and knobs applied), in reading order: from those who send on. A reply
 * queue, or one queue among several, has a tray for dead letters only if this run puts something there.
 */
export function topologyOf(scenario: Scenario, used: Used = NOTHING): Topology {
  const drawing = new Drawing(scenario, used);
  for (const { name, queue } of scenario.producers) {
    drawing.node(producerNode(name), "producer", name);
    drawing.link(producerNode(name), queueNode(queue), "send");
  }
  for (const { name, queue } of scenario.requesters) {
    drawing.node(requesterNode(name), "requester", name);
    drawing.link(requesterNode(name), queueNode(queue), "send");
  }
  drawing.appenders();
  for (const { name } of scenario.queues) drawing.queue(name);
  drawing.logs();
  drawing.coordinators();
  drawing.workers();
  drawing.readers();
  drawing.trays();
  drawing.replyQueues();
  if (chargesAnything(scenario)) drawing.node(WORLD_NODE, "world", "payment provider");
  if (scenario.flow) drawing.node(WORLD_NODE, "world", "the world outside");
  return drawing;
}

class Drawing implements Topology {
  readonly nodes: TopologyNode[] = [];
  readonly edges: TopologyEdge[] = [];
  private readonly scenario: Scenario;
  private readonly used: Used;

  constructor(scenario: Scenario, used: Used) {
    this.scenario = scenario;
    this.used = { ...used, store: used.store || scenario.flow?.design === "orchestrated" };
  }

  node(id: NodeId, role: NodeRole, name: string, holds = { slots: 0, prefetch: 0 }): void {
    this.nodes.push({ id, role, name, ...holds });
  }

  queue(name: string): void {
    const { servers = 1 } = this.scenario;
    const several = servers > 1 ? { servers } : {};
    this.nodes.push({ id: queueNode(name), role: "queue", name, slots: 0, prefetch: 0, ...several });
  }

  link(from: NodeId, to: NodeId, kind: TopologyEdge["kind"]): void {
    this.edges.push({ id: edgeId(from, to), from, to, kind });
  }

  hasTray(queue: string): boolean {
    const [only, ...others] = this.scenario.queues;
    const alone = others.length === 0 && this.scenario.logs.length === 0;
    return this.used.buried.has(queue) || this.isTended(queue) || (alone && only?.deadLetters !== false);
  }

  appenders(): void {
    for (const { name, log } of this.scenario.appenders) {
      this.node(producerNode(name), "producer", name);
      this.link(producerNode(name), logNode(log), "send");
    }
  }

  logs(): void {
    const { logs, readers } = this.scenario;
    for (const { name, partitions } of logs) {
      const rows = { partitions, readers: readers.filter(({ log }) => log === name).length };
      this.nodes.push({ id: logNode(name), role: "log", name, slots: 0, prefetch: 0, rows });
    }
  }

  readers(): void {
    for (const reader of this.scenario.readers) {
      const { log, concurrency: slots, handler } = reader;
      for (const actor of readerNames({ readers: [reader] })) {
        const node = readerNode(actor);
        this.node(node, "reader", actor, { slots, prefetch: 0 });
        this.link(logNode(log), node, "deliver");
        if (handler.kind === "hand-on") this.link(node, queueNode(handler.to), "send");
        if (handler.kind === "charge") this.link(node, WORLD_NODE, "effect");
      }
    }
  }

  isTended(queue: string): boolean {
    return this.scenario.desks.some((desk) => desk.queue === queue);
  }

  /** Dead letters, and who sees to them; a flow's picture has no room for that. */
  trays(): void {
    const { queues, desks, flow } = this.scenario;
    for (const { name } of queues.filter(({ name: queue }) => this.hasTray(queue))) {
      const tray = deadLettersNode(name);
      const tended = this.isTended(name) && !flow;
      this.nodes.push({ id: tray, role: "dead-letters", name, slots: 0, prefetch: 0, ...(tended ? { tended } : {}) });
      if (!tended) continue;
      this.link(tray, queueNode(name), "replay");
      for (const desk of desks.filter(({ queue }) => queue === name)) {
        this.node(deskNode(desk.name), "desk", desk.name);
        this.link(deskNode(desk.name), tray, "tend");
      }
    }
  }

  /** Who drives orders: takes them from their queue, commands the services, reads their answers, and tells who asked. */
  coordinators(): void {
    const { queues, requesters, workers } = this.scenario;
    for (const name of coordinatorNames(this.scenario)) {
      const node = coordinatorNode(name);
      this.node(node, "coordinator", name);
      this.link(queueNode(ORDERS_QUEUE), node, "deliver");
      for (const queue of queues.filter(({ name: one }) => workers.some((worker) => worker.queue === one)))
        this.link(node, queueNode(queue.name), "send");
      for (const requester of requesters.filter(({ queue }) => queue === ORDERS_QUEUE))
        this.link(node, queueNode(replyQueueName(requester)), "reply");
      if (this.hasTray(ORDERS_QUEUE)) this.link(node, deadLettersNode(ORDERS_QUEUE), "dead-letter");
      if (this.used.store) this.link(node, STORE_NODE, "keep");
    }
    if (this.scenario.flow && this.used.store) this.node(STORE_NODE, "store", "the stored table");
  }

  workers(): void {
    const { workers, flow } = this.scenario;
    for (const worker of workers) {
      const { concurrency: slots, prefetch, queue, handler } = worker;
      for (let i = 1; i <= worker.count; i++) {
        const name = `${worker.name}-${i}`;
        const node = workerNode(name);
        this.node(node, "worker", name, { slots, prefetch });
        this.link(queueNode(queue), node, "deliver");
        if (this.hasTray(queue)) this.link(node, deadLettersNode(queue), "dead-letter");
        if (handler.kind === "hand-on") this.link(node, queueNode(handler.to), "send");
        if (handler.kind === "charge" || handler.kind === "service") this.link(node, WORLD_NODE, "effect");
        for (const requester of answeredFrom(this.scenario, queue))
          this.link(node, queueNode(replyQueueName(requester)), "reply");
        if (flow && (handler.kind === "service" || (flow.kind === "one-step" && handler.kind === "charge")))
          this.link(node, queueNode(replyQueueName({ name: COORDINATOR })), "reply");
      }
    }
  }

  replyQueues(): void {
    const { requesters, flow } = this.scenario;
    const readers = [
      ...requesters.map(({ name }) => ({ queue: replyQueueName({ name }), nodes: [requesterNode(name)] })),
      ...(flow
        ? [{ queue: replyQueueName({ name: COORDINATOR }), nodes: coordinatorNames({ flow }).map(coordinatorNode) }]
        : []),
    ];
    for (const { queue, nodes } of readers) {
      this.node(queueNode(queue), "reply-queue", queue);
      for (const node of nodes) this.link(queueNode(queue), node, "return");
      if (!this.used.buried.has(queue)) continue;
      this.node(deadLettersNode(queue), "dead-letters", queue);
      for (const node of nodes) this.link(node, deadLettersNode(queue), "dead-letter");
    }
  }
}

/** Whom a queue's workers answer: those who ask there, and those whose address a producer there has borrowed. */
function answeredFrom({ producers, requesters }: Scenario, queue: string): Scenario["requesters"] {
  const named = new Set(producers.flatMap((producer) => (producer.queue === queue ? (producer.replyTo ?? []) : [])));
  return requesters.filter((requester) => requester.queue === queue || named.has(requester.name));
}
