import type { Client, Queue } from "../../queue/client.ts";
import { type FlowClient, openFlowClient } from "./client.ts";
import { declareOrchestrator, type OrchestratorStores } from "./declare.ts";
import type { FlowDefinition } from "./definition.ts";
import { type Orchestrator, type OrchestratorOptions, type StartQueue, startOrchestrator } from "./orchestrator.ts";
import { createRegistry } from "./registry.ts";

/** What an orchestrator runs, and on which queues. */
export type FlowSettings = Pick<OrchestratorOptions, "concurrency" | "onError"> &
  OrchestratorStores & {
    /** The event queue, for replies and signals: an ordinary queue without lanes. */
    readonly events: Queue;
    /** The definitions, older versions of one name first. */
    readonly definitions: readonly FlowDefinition[];
    /** Queues whose jobs start flows. */
    readonly starts?: readonly FlowStart[];
  };

/** A queue of requests, each of which starts a flow. A request with a return address is answered with the flow's output. */
export type FlowStart = Omit<StartQueue, "queue"> & { readonly queue: Queue };

/**
 * Declares the stores of an orchestrator and starts it. Any number may run at the same queues, in any number of processes.
 * @throws NotDurableError for a machine that would not survive a crash, with every reason
 * @throws BadInputError for invalid settings
 * @throws SettingsChangedError if its stores exist with other settings, and `update` may not change them
 */
export async function runFlows(client: Client, settings: FlowSettings): Promise<Orchestrator> {
  const { events, definitions, starts = [], archiveMs, update, ...options } = settings;
  const registry = createRegistry(definitions);
  const stores = { ...(archiveMs === undefined ? {} : { archiveMs }), ...(update === undefined ? {} : { update }) };
  await declareOrchestrator(client.connection, events.config, stores);
  return startOrchestrator({
    onError: client.onError,
    ...options,
    connection: client.connection,
    clock: client.clock,
    events: events.config,
    registry,
    starts: starts.map((start) => ({ ...start, queue: start.queue.config })),
  });
}

/**
 * Opens the flows of an orchestrator, to start, signal, query and repair them. `events`: the name of its event queue. The
 * orchestrator's stores must exist: `runFlows` declares them.
 */
export function openFlows(client: Client, events: string): Promise<FlowClient> {
  return openFlowClient({ connection: client.connection, events: { namespace: client.namespace, name: events } });
}
