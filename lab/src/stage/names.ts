import { allWorkerNames, workerNames as processNames } from "../../../engine/views.ts";
import type { Scenario } from "../../../engine/scenario/schema.ts";
import type { EdgeId, NodeId } from "./types.ts";

/** The names of nodes, and the names that follow from a scenario. */

export const producerNode = (name: string): NodeId => `producer:${name}`;
export const queueNode = (name: string): NodeId => `queue:${name}`;
export const deadLettersNode = (queue: string): NodeId => `dead-letters:${queue}`;
export const requesterNode = (name: string): NodeId => `requester:${name}`;
export const logNode = (name: string): NodeId => `log:${name}`;
export const readerNode = (name: string): NodeId => `reader:${name}`;
export const workerNode = (name: string): NodeId => `worker:${name}`;
export const coordinatorNode = (name: string): NodeId => `coordinator:${name}`;
export const operatorNode = (name: string): NodeId => `operator:${name}`;
export const STORE_NODE: NodeId = "store";
export const OUTSIDE_NODE: NodeId = "outside";
export const edgeId = (from: NodeId, to: NodeId): EdgeId => `${from}>${to}`;

/** The workers' actors of a scenario, in order: 'name-1', 'name-2', … of each, those that it adds later included. */
export function workerNames({ workers, faults }: Pick<Scenario, "workers" | "faults">): string[] {
  return workers.flatMap((worker) => allWorkerNames(worker, faults));
}

/** The processes of all readers, in order. */
export function readerNames(scenario: Pick<Scenario, "readers">): string[] {
  return scenario.readers.flatMap(processNames);
}

export function chargesAnything(scenario: Scenario): boolean {
  return [...scenario.workers, ...scenario.readers].some(({ handler }) => charges(handler));
}

type Handler = Scenario["workers"][number]["handler"];

/** Whether each job that it has done must be paid once. */
export function charges(handler: Handler): boolean {
  return handler.kind === "charge" || (handler.kind === "function" && handler.charges);
}

/** The queues that it sends to. */
export function sendsTo(handler: Handler): readonly string[] {
  if (handler.kind === "forward") return [handler.to];
  return handler.kind === "function" ? handler.sends : [];
}
