import { namesOf, type QueueConfig } from "../../queue/names.ts";

/** The names of an orchestrator's stores on the server, all derived from its event queue. */
export type OrchestratorNames = {
  /** KV bucket of the active flows, and of ended flows that are not archived. */
  readonly flows: string;
  /** KV bucket of archived flows. */
  readonly archive: string;
  /** All streams that it uses, except for the event queue's. */
  readonly streams: readonly string[];
};

export function orchestratorNames(events: Pick<QueueConfig, "namespace" | "name">): OrchestratorNames {
  const flows = `${events.namespace}-${events.name}-flows`;
  const archive = `${events.namespace}-${events.name}-archive`;
  const timers = namesOf({ namespace: events.namespace, name: timersName(events) });
  return { flows, archive, streams: [`KV_${flows}`, `KV_${archive}`, timers.stream, timers.deadStream] };
}

/**
 * The queue of deadlines: an ordinary work queue. Its stream also holds the scheduled messages, which its consumer does not
 * read. A schedule's target must be in the schedule's own stream. In the event queue it would count as a job that no worker takes,
 * and that queue would no longer be an ordinary one.
 */
export function timersQueue({ name, namespace, ackWaitMs, retry }: QueueConfig): QueueConfig {
  return { name: timersName({ name }), namespace, ackWaitMs, retry, maxAttempts: null };
}

function timersName({ name }: Pick<QueueConfig, "name">): string {
  return `${name}-timers`;
}

/** The subject of scheduled messages. */
export function schedulesSubject(events: Pick<QueueConfig, "namespace" | "name">): string {
  return `${events.namespace}.schedules.${events.name}`;
}

/** The subject below which delayed events wait, by flow and event: see `Timers.hold`. */
export function heldSubject(events: Pick<QueueConfig, "namespace" | "name">): string {
  return `${schedulesSubject(events)}.held`;
}
