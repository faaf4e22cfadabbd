import type { JetStreamManager } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { nanos, type NatsConnection } from "@nats-io/nats-core";
import { jetstreamManager } from "@nats-io/jetstream";
import { namesOf, type QueueConfig } from "../../queue/config.ts";
import { makeStores } from "../../queue/stores.ts";
import { orchestratorNames, schedulesSubject, timersQueue } from "./names.ts";

/** As many revisions of a key as a bucket can keep: the history of a flow. */
const HISTORY = 64;
/** See engine/queue/declare.ts: delayed naks hold a place each. */
const MAX_ACK_PENDING = 20_000;

export type DeclareOptions = {
  /** How long an archived flow is kept, milliseconds; for ever by default. */
  readonly archiveMs?: number;
};

/**
 * Makes the stores of an orchestrator, or leaves them as they are if they are just so: two KV buckets and the queue of
 * deadlines. Its queue of events and its queues of starts are ordinary ones: declare them with `declareQueue`.
 */
export async function declareOrchestrator(
  connection: NatsConnection,
  events: QueueConfig,
  options: DeclareOptions = {},
): Promise<void> {
  const kvm = new Kvm(connection);
  const names = orchestratorNames(events);
  await makeStores(() => kvm.create(names.flows, { history: HISTORY }));
  await kvm.create(names.archive, options.archiveMs === undefined ? {} : { ttl: options.archiveMs });
  await declareTimers(await jetstreamManager(connection), events);
}

async function declareTimers(jsm: JetStreamManager, events: QueueConfig): Promise<void> {
  const queue = timersQueue(events);
  const names = namesOf(queue);
  await jsm.streams.add({
    name: names.stream,
    subjects: [names.subject, `${schedulesSubject(events)}.>`],
    retention: "workqueue",
    allow_msg_schedules: true,
  });
  await jsm.streams.add({ name: names.deadStream, subjects: [names.deadSubject] });
  await jsm.consumers.add(names.stream, {
    durable_name: names.consumer,
    filter_subject: names.subject,
    ack_policy: "explicit",
    ack_wait: nanos(queue.ackWaitMs),
    max_deliver: -1,
    max_ack_pending: MAX_ACK_PENDING,
  });
}

/** Deletes the stores with all flows in them. */
export async function deleteOrchestrator(connection: NatsConnection, events: QueueConfig): Promise<void> {
  const jsm = await jetstreamManager(connection);
  for (const stream of orchestratorNames(events).streams) await jsm.streams.delete(stream);
}
