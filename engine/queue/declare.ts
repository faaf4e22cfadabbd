import type { ConsumerInfo, JetStreamClient, JetStreamManager, StreamConfig, StreamInfo } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { nanos } from "@nats-io/nats-core";
import { isRefusal, Refusal } from "./api-errors.ts";
import { boundOptions } from "./bound.ts";
import { namesOf, type QueueConfig } from "./config.ts";
import { checkLanes, lanesOf } from "./lanes.ts";
import { makeStores } from "./stores.ts";

const MINUTE_MS = 60_000;
/**
 * The server stops delivering at this many unacknowledged jobs over all workers of a queue. Delayed naks hold a place
 * each, so its default of 1,000 lets a burst of failures stall new work.
 */
const MAX_ACK_PENDING = 20_000;

/**
 * Makes the queue's streams and consumers, or leaves them as they are if they are just so.
 * @throws BadInputError for settings that make no sense
 * @throws the client's error, code 10058, when there is a queue of this name with other settings
 */
export async function declareQueue(jsm: JetStreamManager, config: QueueConfig): Promise<void> {
  checkLanes(config);
  await makeStores(() => declareAll(jsm, config));
}

async function declareAll(jsm: JetStreamManager, config: QueueConfig): Promise<void> {
  const names = namesOf(config);
  await jsm.streams.add(jobsStream(config));
  await jsm.streams.add({
    ...kept(config),
    name: names.deadStream,
    subjects: [names.deadSubject],
    // A dead letter is published again if its mover dies before the ack: the window must outlast that redelivery.
    duplicate_window: nanos(Math.max(10 * MINUTE_MS, 4 * config.ackWaitMs)),
  });
  const isFiltered = config.schedules === true || config.lanes !== undefined;
  for (const lane of lanesOf(config)) {
    await jsm.consumers.add(names.stream, {
      durable_name: lane.consumer,
      ...(isFiltered ? { filter_subject: lane.subject } : {}),
      ack_policy: "explicit",
      ack_wait: nanos(config.ackWaitMs),
      // The engine counts attempts (`maxAttempts`): with max_deliver a dead job would stay in the stream, unseen.
      max_deliver: config.deadLetters === false ? (config.maxAttempts ?? -1) : -1,
      max_ack_pending: config.lanes?.kind === "groups" ? 1 : MAX_ACK_PENDING,
    });
  }
  await declareHelpers(jsm, config);
}

/** What some features keep beside the queue. */
async function declareHelpers(jsm: JetStreamManager, config: QueueConfig): Promise<void> {
  const { tokenStream, tokenSubject, stateBucket, resultBucket } = namesOf(config);
  const { replicas = 1, storage = "file", results } = config;
  const kvm = new Kvm(jsm.jetstream());
  if (config.fencing === true) {
    await jsm.streams.add({ ...kept(config), name: tokenStream, subjects: [tokenSubject], max_msgs: 1 });
  }
  if (hasState(config)) await kvm.create(stateBucket, { replicas, storage });
  if (results !== undefined) await kvm.create(resultBucket, { replicas, storage, ttl: results.keepMs ?? 0 });
}

function hasState({ rate, families }: QueueConfig): boolean {
  return rate !== undefined || families === true;
}

/** Where everything of the queue is kept. */
function kept({ replicas, storage }: QueueConfig): Pick<Partial<StreamConfig>, "num_replicas" | "storage"> {
  return {
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
    ...(storage === undefined ? {} : { storage }),
  };
}

function jobsStream(config: QueueConfig): Partial<StreamConfig> & { readonly name: string } {
  const { stream, laterSubject } = namesOf(config);
  const later = config.schedules === true ? [`${laterSubject}.>`] : [];
  return {
    ...kept(config),
    ...boundOptions(config),
    name: stream,
    subjects: [...lanesOf(config).map(({ subject }) => subject), ...later],
    retention: "workqueue",
    allow_msg_ttl: true,
    ...(config.schedules === true ? { allow_msg_schedules: true } : {}),
    ...(config.atomic === true ? { allow_atomic: true } : {}),
    ...(config.dedupWindowMs === undefined ? {} : { duplicate_window: nanos(config.dedupWindowMs) }),
  };
}

/** Deletes the queue with everything in it. */
export async function deleteQueue(jsm: JetStreamManager, config: QueueConfig): Promise<void> {
  const names = namesOf(config);
  await jsm.streams.delete(names.stream);
  await jsm.streams.delete(names.deadStream);
  for (const madeAtFirstUse of [names.deskStream, names.releasedStream]) {
    await jsm.streams.delete(madeAtFirstUse).catch((thrown: unknown) => {
      if (!isRefusal(thrown, Refusal.StreamNotFound)) throw thrown;
    });
  }
  if (config.fencing === true) await jsm.streams.delete(names.tokenStream);
  if (hasState(config)) await jsm.streams.delete(`KV_${names.stateBucket}`);
  if (config.results !== undefined) await jsm.streams.delete(`KV_${names.resultBucket}`);
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
  /** Nothing is delivered at present; see control.ts. */
  readonly paused?: true;
  /** Sent for later, and schedules that repeat; of a queue that has any. */
  readonly scheduled?: number;
  /** Of a queue with lanes, by their keys: what waits and what is in flight. */
  readonly lanes?: { readonly [lane: string]: LaneState };
};

type LaneState = Pick<QueueState, "waiting" | "inFlight">;

export async function inspectQueue(jsm: JetStreamManager, config: QueueConfig): Promise<QueueState> {
  const names = namesOf(config);
  const lanes = lanesOf(config);
  const later = config.schedules === true ? { subjects_filter: `${names.laterSubject}.>` } : undefined;
  const [stream, dead, ...consumers]: [StreamInfo, StreamInfo, ...ConsumerInfo[]] = await Promise.all([
    jsm.streams.info(names.stream, later),
    jsm.streams.info(names.deadStream),
    ...lanes.map(({ consumer }) => jsm.consumers.info(names.stream, consumer)),
  ]);
  const each = consumers.map((one) => ({ waiting: one.num_pending, inFlight: one.num_ack_pending }));
  return {
    stored: stream.state.messages,
    waiting: each.reduce((sum, { waiting }) => sum + waiting, 0),
    inFlight: each.reduce((sum, { inFlight }) => sum + inFlight, 0),
    deadLetters: dead.state.messages,
    ...(consumers.some(({ paused }) => paused === true) ? { paused: true } : {}),
    ...(later === undefined ? {} : { scheduled: Object.keys(stream.state.subjects ?? {}).length }),
    ...(config.lanes === undefined
      ? {}
      : { lanes: Object.fromEntries(lanes.map(({ key }, n) => [key, each[n] as LaneState])) }),
  };
}

/** Whether the server says that there is no such queue; one that cannot say (a leader is being chosen) is not asked twice. */
export async function isGone({
  js,
  queue,
}: {
  readonly js: JetStreamClient;
  readonly queue: QueueConfig;
}): Promise<boolean> {
  try {
    const [lane] = lanesOf(queue);
    await js.consumers.get(namesOf(queue).stream, lane.consumer);
    return false;
  } catch (thrown) {
    return isRefusal(thrown, Refusal.StreamNotFound, Refusal.ConsumerNotFound);
  }
}
