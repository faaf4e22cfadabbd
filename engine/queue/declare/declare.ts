import type { ConsumerInfo, JetStreamManager, StreamConfig, StreamInfo } from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import { isRefusal, Refusal } from "../api-errors.ts";
import { boundOptions } from "../send/queue-full-error.ts";
import { namesOf, type QueueConfig } from "../names.ts";
import { DEFAULT_MAX_IN_FLIGHT } from "../config/in-flight.ts";
import { checkQueue } from "../config/settings.ts";
import { type DeclareOptions, declareStores } from "./declare-stores.ts";
import { type Lane, lanesOf, lanesShown } from "../lanes.ts";
import type { PlannedConsumer, PlannedStream, StorePlan } from "./store-plan.ts";

const MINUTE_MS = 60_000;

/**
 * Declares a queue: creates its streams and consumers, or leaves existing ones with the same settings as they are.
 * @throws BadInputError for invalid settings
 * @throws SettingsChangedError if the queue exists with other settings and `update` may not change them
 */
export async function declareQueue(
  jsm: JetStreamManager,
  config: QueueConfig,
  options: DeclareOptions = {},
): Promise<void> {
  checkQueue(config);
  await declareStores(jsm, storesOf(config), options);
}

function storesOf(config: QueueConfig): StorePlan {
  const { stateBucket, resultBucket } = namesOf(config);
  const { replicas = 1, storage = "file", results } = config;
  const state = { name: stateBucket, replicas, storage, keepMs: 0, keepSetting: null };
  const ends = { name: resultBucket, replicas, storage, keepMs: results?.keepMs ?? 0, keepSetting: "results.keepMs" };
  return {
    where: `queue ${config.name}`,
    streams: [jobsStream(config), deadStream(config), ...(config.fencing === true ? [tokenStream(config)] : [])],
    consumers: lanesOf(config).map((lane) => consumerOf(config, lane)),
    buckets: [...(hasState(config) ? [state] : []), ...(results === undefined ? [] : [ends])],
  };
}

function hasState({ rate, dependencies }: QueueConfig): boolean {
  return rate !== undefined || dependencies === true;
}

function consumerOf(config: QueueConfig, lane: Lane): PlannedConsumer {
  const isFiltered = config.schedules === true || config.lanes !== undefined;
  return {
    stream: namesOf(config).stream,
    config: {
      durable_name: lane.consumer,
      ...(isFiltered ? { filter_subject: lane.subject } : {}),
      ack_policy: "explicit",
      ack_wait: nanos(config.ackWaitMs),
      // The engine counts attempts (`maxAttempts`): with max_deliver an exhausted job would stay in the stream unseen.
      max_deliver: config.deadLetters === false ? (config.maxAttempts ?? -1) : -1,
      max_ack_pending: config.lanes?.kind === "groups" ? 1 : (config.maxInFlight ?? DEFAULT_MAX_IN_FLIGHT),
    },
  };
}

/** How all streams of the queue are stored. */
function kept({ replicas, storage }: QueueConfig): Pick<Partial<StreamConfig>, "num_replicas" | "storage"> {
  return {
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
    ...(storage === undefined ? {} : { storage }),
  };
}

function jobsStream(config: QueueConfig): PlannedStream {
  const { stream, laterSubject } = namesOf(config);
  const later = config.schedules === true ? [`${laterSubject}.>`] : [];
  return {
    config: {
      ...kept(config),
      ...boundOptions(config),
      name: stream,
      subjects: [...lanesOf(config).map(({ subject }) => subject), ...later],
      retention: "workqueue",
      allow_msg_ttl: true,
      ...(config.schedules === true ? { allow_msg_schedules: true } : {}),
      ...(config.atomic === true ? { allow_atomic: true } : {}),
      ...(config.dedupWindowMs === undefined ? {} : { duplicate_window: nanos(config.dedupWindowMs) }),
    },
    subjects: {
      setting: "lanes",
      shown: (subjects) => lanesShown(config, subjects),
      // A new level takes nothing from the others; a new partition takes groups from the others.
      mayGrow: config.lanes?.kind !== "groups",
    },
  };
}

function deadStream(config: QueueConfig): PlannedStream {
  const { deadStream: name, deadSubject } = namesOf(config);
  return {
    config: {
      ...kept(config),
      name,
      subjects: [deadSubject],
      // A move to the dead letters may be repeated after a crash before the ack: the window must outlast that redelivery.
      duplicate_window: nanos(Math.max(10 * MINUTE_MS, 4 * config.ackWaitMs)),
    },
    ...FOLLOWS,
  };
}

function tokenStream(config: QueueConfig): PlannedStream {
  const { tokenStream: name, tokenSubject } = namesOf(config);
  return { config: { ...kept(config), name, subjects: [tokenSubject], max_msgs: 1 }, ...FOLLOWS };
}

/** All settings of this stream follow from those of the jobs' stream. */
const FOLLOWS = { subjects: { setting: "name", shown: () => null, mayGrow: false }, derived: true };

/** Deletes the queue with everything in it. */
export async function deleteQueue(jsm: JetStreamManager, config: QueueConfig): Promise<void> {
  const names = namesOf(config);
  await jsm.streams.delete(names.stream);
  await jsm.streams.delete(names.deadStream);
  for (const madeAtFirstUse of [names.dlqHistoryStream, names.releasedStream, `KV_${names.runBucket}`]) {
    await jsm.streams.delete(madeAtFirstUse).catch((thrown: unknown) => {
      if (!isRefusal(thrown, Refusal.StreamNotFound)) throw thrown;
    });
  }
  if (config.fencing === true) await jsm.streams.delete(names.tokenStream);
  if (hasState(config)) await jsm.streams.delete(`KV_${names.stateBucket}`);
  if (config.results !== undefined) await jsm.streams.delete(`KV_${names.resultBucket}`);
}

/** The state of a queue as the server sees it. */
export type QueueState = {
  /** Jobs in the stream, whatever their state. */
  readonly stored: number;
  /** Not delivered yet. */
  readonly waiting: number;
  /** Delivered and not acknowledged, or backing off after a delayed nak. */
  readonly inFlight: number;
  readonly deadLetters: number;
  /**
   * True if jobs wait but the server delivers none, because `maxInFlight` jobs are in flight, including those that back off
   * after a failure. Deliveries continue when one of them ends.
   */
  readonly stalled?: true;
  /** True while the queue is paused; see pause.ts. */
  readonly paused?: true;
  /** The number of delayed jobs and schedules; only of a queue with `schedules`. */
  readonly scheduled?: number;
  /** By lane key: the state of each lane of a queue with lanes. */
  readonly lanes?: { readonly [lane: string]: Pick<QueueState, "waiting" | "inFlight"> };
};

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
    ...(config.lanes?.kind !== "groups" && consumers.some(isStalled) ? { stalled: true } : {}),
    ...(later === undefined ? {} : { scheduled: Object.keys(stream.state.subjects ?? {}).length }),
    ...(config.lanes === undefined
      ? {}
      : {
          lanes: Object.fromEntries(
            lanes.map(({ key }, n) => [key, each[n] as Pick<QueueState, "waiting" | "inFlight">]),
          ),
        }),
  };
}

/** In a queue with groups this is normal: one job in flight per partition. */
function isStalled({ config, num_ack_pending, num_pending }: ConsumerInfo): boolean {
  const { max_ack_pending: most = -1 } = config;
  return most > 0 && num_ack_pending >= most && num_pending > 0;
}
