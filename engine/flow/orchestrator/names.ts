import { namesOf, type QueueConfig } from "../../queue/names.ts";

/** What an orchestrator is called by on the server: everything is named after its queue of events. */
export type OrchestratorNames = {
  /** KV bucket of the flows that are alive, and of what has ended and is not archived. */
  readonly flows: string;
  /** KV bucket of archived flows. */
  readonly archive: string;
  /** Every stream behind it, the queue of events aside. */
  readonly streams: readonly string[];
};

export function orchestratorNames(events: Pick<QueueConfig, "namespace" | "name">): OrchestratorNames {
  const flows = `${events.namespace}-${events.name}-flows`;
  const archive = `${events.namespace}-${events.name}-archive`;
  const timers = namesOf({ namespace: events.namespace, name: timersName(events) });
  return { flows, archive, streams: [`KV_${flows}`, `KV_${archive}`, timers.stream, timers.deadStream] };
}

/**
 * The queue that deadlines arrive in: an ordinary work queue whose stream holds the scheduled messages as well, outside
 * the reach of its consumer. A schedule's target must lie in the schedule's own stream; in the queue of events it would
 * count as a job that nobody takes, and that queue would no longer be an ordinary one.
 */
export function timersQueue({ name, namespace, ackWaitMs, retry }: QueueConfig): QueueConfig {
  return { name: timersName({ name }), namespace, ackWaitMs, retry, maxAttempts: null };
}

function timersName({ name }: Pick<QueueConfig, "name">): string {
  return `${name}-timers`;
}

/** Where scheduled messages wait. */
export function schedulesSubject(events: Pick<QueueConfig, "namespace" | "name">): string {
  return `${events.namespace}.schedules.${events.name}`;
}

/** Below it wait events that are delayed, by flow and event: see `Timers.hold`. */
export function heldSubject(events: Pick<QueueConfig, "namespace" | "name">): string {
  return `${schedulesSubject(events)}.held`;
}
