import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import { headers, nanos } from "@nats-io/nats-core";
import type { JsonValue } from "../kernel/json.ts";
import { type DeclareOptions, declareStores } from "../queue/declare/declare-stores.ts";
import { publishWithRetry } from "../queue/send/send.ts";
import type { EventId } from "../trace/event.ts";
import { CAUSE_HEADER, silentProbe, type Probe } from "../trace/probe.ts";
import { checkLog, type LogConfig, type LogPlace, partitionFor, partitionsOf, streamOf, subjectOf } from "./config.ts";

/**
 * Declares the log: creates its stream, or leaves a stream with the same settings as it is.
 * @throws BadInputError for invalid settings
 * @throws SettingsChangedError if the log exists with other settings and `update` may not change them
 */
export async function declareLog(
  jsm: JetStreamManager,
  config: LogConfig,
  options: DeclareOptions = {},
): Promise<void> {
  checkLog(config);
  const { name, keepMs, dedupWindowMs, replicas, storage } = config;
  const stream = {
    name: streamOf(config),
    subjects: partitionsOf(config).map((partition) => subjectOf(config, partition)),
    ...(keepMs === undefined ? {} : { max_age: nanos(keepMs) }),
    ...(dedupWindowMs === undefined ? {} : { duplicate_window: nanos(dedupWindowMs) }),
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
    ...(storage === undefined ? {} : { storage }),
  };
  const subjects = { setting: "partitions", shown: (all: readonly string[]) => all.length, mayGrow: false };
  const streams = [{ config: stream, subjects }];
  await declareStores(jsm, { where: `log ${name}`, streams, consumers: [], buckets: [] }, options);
}

/** Deletes the log, its events and all readers' offsets. */
export async function deleteLog(jsm: JetStreamManager, log: LogPlace): Promise<void> {
  await jsm.streams.delete(streamOf(log));
}

/** An event to append to a log. */
export type NewEvent = {
  /** The server deduplicates the event by this id. */
  readonly id: string;
  /** Events of one key are read in the order in which they were appended; the event's id by default. */
  readonly key?: string;
  readonly payload: JsonValue;
};
/** The server's answer to an event that was appended. */
export type Appended = {
  /** The event's offset in the log. */
  readonly sequence: number;
  readonly partition: number;
  /** True if the server already knew the id and appended nothing. */
  readonly duplicate: boolean;
};

export const EVENT_KEY_HEADER = "Ackademy-Event-Key";

/** Resolves once the server has stored the event. A publish without a confirmation is repeated under the same id. */
export async function appendEvent(
  js: JetStreamClient,
  log: LogPlace,
  event: NewEvent,
  probe: Probe = silentProbe,
  because: EventId | null = null,
): Promise<Appended> {
  const { id, key = id, payload } = event;
  const partition = partitionFor(log, key);
  const header = headers();
  header.set(EVENT_KEY_HEADER, key);
  if (because) header.set(CAUSE_HEADER, because);
  const options = { msgID: id, headers: header };
  const text = JSON.stringify(payload);
  const { seq, duplicate } = await publishWithRetry(() => js.publish(subjectOf(log, partition), text, options));
  const at = { log: log.name, event: id, key, partition, logSequence: seq };
  probe.record({ type: "event-appended", ...at, duplicate }, because);
  return { sequence: seq, partition, duplicate };
}
