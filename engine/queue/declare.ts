import type { ConsumerInfo, JetStreamManager, StreamConfig, StreamInfo } from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import { namesOf, type QueueConfig } from "./config.ts";

const MINUTE_MS = 60_000;
/**
 * The server stops delivering at this many unacknowledged jobs over all workers of a queue. Delayed naks hold a place
 * each, so its default of 1,000 lets a burst of failures stall new work.
 */
const MAX_ACK_PENDING = 20_000;

/** Makes the queue's streams and consumer, or leaves them as they are if they are just so. */
export async function declareQueue(jsm: JetStreamManager, config: QueueConfig): Promise<void> {
  const names = namesOf(config);
  await jsm.streams.add(jobsStream(config));
  await jsm.streams.add({
    name: names.deadStream,
    subjects: [names.deadSubject],
    // A dead letter is published again if its mover dies before the ack: the window must outlast that redelivery.
    duplicate_window: nanos(Math.max(10 * MINUTE_MS, 4 * config.ackWaitMs)),
  });
  await jsm.consumers.add(names.stream, {
    durable_name: names.consumer,
    ...(config.schedules === true ? { filter_subject: names.subject } : {}),
    ack_policy: "explicit",
    ack_wait: nanos(config.ackWaitMs),
    // The engine counts attempts (`maxAttempts`): with max_deliver a dead job would stay in the stream, unseen.
    max_deliver: -1,
    max_ack_pending: MAX_ACK_PENDING,
  });
}

function jobsStream(config: QueueConfig): Partial<StreamConfig> & { readonly name: string } {
  const { stream, subject, laterSubject } = namesOf(config);
  const later = config.schedules === true ? [`${laterSubject}.>`] : [];
  return {
    name: stream,
    subjects: [subject, ...later],
    retention: "workqueue",
    allow_msg_ttl: true,
    ...(config.schedules === true ? { allow_msg_schedules: true } : {}),
  };
}

/** Deletes the queue with everything in it. */
export async function deleteQueue(jsm: JetStreamManager, config: QueueConfig): Promise<void> {
  const names = namesOf(config);
  await jsm.streams.delete(names.stream);
  await jsm.streams.delete(names.deadStream);
}

/** How a queue stands, as the server sees it. */
export type QueueState = {
  /** Jobs in the stream, whatever their state. */
  readonly stored: number;
  /** Not delivered yet. */
  readonly waiting: number;
  /** Delivered and not acknowledged, or held back by a delayed nak. */
  readonly inFlight: number;
  readonly deadLetters: number;
  /** Sent for later, and schedules that repeat; of a queue that has any. */
  readonly scheduled?: number;
};

export async function inspectQueue(jsm: JetStreamManager, config: QueueConfig): Promise<QueueState> {
  const names = namesOf(config);
  const later = config.schedules === true ? { subjects_filter: `${names.laterSubject}.>` } : undefined;
  const [stream, dead, consumer]: [StreamInfo, StreamInfo, ConsumerInfo] = await Promise.all([
    jsm.streams.info(names.stream, later),
    jsm.streams.info(names.deadStream),
    jsm.consumers.info(names.stream, names.consumer),
  ]);
  return {
    stored: stream.state.messages,
    waiting: consumer.num_pending,
    inFlight: consumer.num_ack_pending,
    deadLetters: dead.state.messages,
    ...(later === undefined ? {} : { scheduled: Object.keys(stream.state.subjects ?? {}).length }),
  };
}
