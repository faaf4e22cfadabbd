import type { JetStreamClient } from "@nats-io/jetstream";
import type { EventId } from "../trace/events.ts";
import type { Probe } from "../trace/probe.ts";
import type { QueueConfig } from "./config.ts";
import { childEnded, type ChildEnd, parentOf } from "./families.ts";
import { Header } from "./headers.ts";
import type { Received } from "./received-job.ts";
import type { Results } from "./results.ts";

export type EndContext = {
  readonly js: JetStreamClient;
  readonly queue: QueueConfig;
  readonly probe: Probe;
  /** Null when the queue keeps none. */
  readonly results: Results | null;
  /** What a result may have, as JSON. */
  readonly mostBytes: number;
};

/** Whether anybody wants to know how a job ends. */
export function isAwaited({ results }: EndContext, { message }: Received): boolean {
  return results !== null || Boolean(message.headers?.has(Header.Parent));
}

/** Tells who wants to know how a job ended, before it leaves its queue (TR1, PC2). */
export async function tellEnd(
  { js, queue, probe, results }: EndContext,
  { message, delivery }: Received,
  end: ChildEnd,
  cause: EventId,
  attempt = delivery.attempt,
): Promise<void> {
  await results?.report({ ...delivery, attempt }, end);
  const parent = parentOf((name) => message.headers?.get(name) || null);
  if (parent === null) return;
  const left = await childEnded(js, queue.namespace, parent, delivery.job, end);
  if (left === null) return;
  probe.record({ type: "child-finished", queue: queue.name, job: delivery.job, parent: parent.id, left }, cause);
}
