import type { JetStreamManager } from "@nats-io/jetstream";
import { type KvOptions, Kvm } from "@nats-io/kv";
import { nanos, type NatsConnection } from "@nats-io/nats-core";
import { jetstreamManager } from "@nats-io/jetstream";
import { BadInputError } from "../../kernel/errors.ts";
import { namesOf, type QueueConfig } from "../../queue/config.ts";
import { makeStores } from "../../queue/stores.ts";
import { orchestratorNames, schedulesSubject, timersQueue } from "./names.ts";

/** As many revisions of a key as a bucket can keep: the history of a flow. */
const HISTORY = 64;
const SHORTEST_ARCHIVE_MS = 1_000;
/** See engine/queue/declare.ts: delayed naks hold a place each. */
const MAX_ACK_PENDING = 20_000;

export type DeclareOptions = {
  /**
   * How long an archived flow is kept, milliseconds; for ever by default. Of an archive that exists it is changed, and left
   * as it is if nothing is said: made shorter, it deletes what is older.
   */
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
  checkEvents(events);
  const kvm = new Kvm(connection);
  const names = orchestratorNames(events);
  const { archiveMs } = options;
  if (archiveMs !== undefined) checkArchiveMs(archiveMs);
  await makeStores(() => kvm.create(names.flows, { history: HISTORY, ...kept(events) }));
  await kvm.create(names.archive, { ...kept(events), ...(archiveMs === undefined ? {} : { ttl: archiveMs }) });
  const jsm = await jetstreamManager(connection);
  if (archiveMs !== undefined) await keepArchive(jsm, `KV_${names.archive}`, archiveMs);
  await declareTimers(jsm, events);
}

/** Services answer and clients signal by its name alone. @throws BadInputError */
export function checkEvents({ name, lanes }: QueueConfig): void {
  if (lanes === undefined) return;
  throw new BadInputError(
    `the queue of events ${name}`,
    "it has lanes, and services that answer know its name only: no answer would arrive",
    "Declare it without lanes. Queues of starts and of services may have lanes.",
  );
}

function checkArchiveMs(archiveMs: number): void {
  if (Number.isFinite(archiveMs) && archiveMs >= SHORTEST_ARCHIVE_MS) return;
  throw new BadInputError(
    "archiveMs",
    `found ${archiveMs}, expected milliseconds from ${SHORTEST_ARCHIVE_MS}`,
    "Leave it out to keep archived flows for ever.",
  );
}

/** A bucket that exists is not changed by `create`: an archive that is to be kept for another time is told so. */
async function keepArchive(jsm: JetStreamManager, stream: string, archiveMs: number): Promise<void> {
  const { config } = await jsm.streams.info(stream);
  const maxAge = nanos(archiveMs);
  if (config.max_age === maxAge) return;
  // No server remembers a message id for longer than it keeps the message.
  const duplicate_window = Math.min(config.duplicate_window, maxAge);
  await jsm.streams.update(stream, { ...config, max_age: maxAge, duplicate_window });
}

function kept({ replicas, storage }: QueueConfig): Partial<KvOptions> {
  return {
    ...(replicas === undefined ? {} : { replicas }),
    ...(storage === undefined ? {} : { storage }),
  };
}

async function declareTimers(jsm: JetStreamManager, events: QueueConfig): Promise<void> {
  const queue = timersQueue(events);
  const names = namesOf(queue);
  const { replicas, storage } = queue;
  const stored = {
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
    ...(storage === undefined ? {} : { storage }),
  };
  await jsm.streams.add({
    name: names.stream,
    subjects: [names.subject, `${schedulesSubject(events)}.>`],
    retention: "workqueue",
    allow_msg_schedules: true,
    ...stored,
  });
  await jsm.streams.add({ name: names.deadStream, subjects: [names.deadSubject], ...stored });
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
