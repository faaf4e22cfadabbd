import type { ConsumerConfig, ConsumerInfo, JetStreamManager, StreamConfig, StreamInfo } from "@nats-io/jetstream";
import { Kvm } from "@nats-io/kv";
import { nanos } from "@nats-io/nats-core";
import { BadInputError } from "../../kernel/errors.ts";
import { isRefusal, Refusal } from "../api-errors.ts";
import { bucketChanges, consumerChanges, type SettingChange, streamChanges, wantedFields } from "./setting-changes.ts";
import type { PlannedBucket, PlannedConsumer, PlannedStream, StorePlan } from "./store-plan.ts";
import { makeStores } from "./stores.ts";

/** What to do when a queue or log exists already with other settings. */
export type DeclareOptions = {
  /**
   * Changes existing stores to these settings if that loses nothing that is stored, and refuses otherwise. Without it, stores
   * with other settings are refused.
   */
  readonly update?: boolean;
};

/** The store exists with other settings. `changes` lists them, and how each could be changed. */
export class SettingsChangedError extends BadInputError {
  readonly changes: readonly SettingChange[];

  constructor(where: string, changes: readonly SettingChange[], options?: ErrorOptions) {
    const lines = changes.map(
      ({ setting, before, after }) =>
        `\n  ${setting}: found ${JSON.stringify(before)}, this program wants ${JSON.stringify(after)}`,
    );
    super(where, `exists on the server with other settings:${lines.join("")}`, remedyFor(changes), options);
    this.changes = changes;
  }
}

function remedyFor(changes: readonly SettingChange[]): string {
  const ways = changes.flatMap(({ setting, way }) => (way === null ? [] : [`${setting}: ${way}.`]));
  if (ways.length > 0) return `Declare it with its present settings, or: ${ways.join(" ")}`;
  return "Declare it with its present settings, or with `{ update: true }`, which loses nothing that is stored.";
}

/**
 * Declares streams, consumers and buckets: creates them, or leaves existing ones with the same settings as they are.
 * @throws SettingsChangedError if some exist with other settings, unless `update` changes them
 * @throws BadInputError if another program's stream is in the way, or the server is not in a cluster
 */
export async function declareStores(
  jsm: JetStreamManager,
  plan: StorePlan,
  { update = false }: DeclareOptions = {},
): Promise<void> {
  try {
    await makeStores(() => make(jsm, plan));
  } catch (thrown) {
    const changes = await changesBehind(jsm, plan, thrown);
    const refused = new SettingsChangedError(plan.where, changes, { cause: thrown });
    if (!update || changes.some(({ way }) => way !== null)) throw refused;
    await apply(jsm, plan);
    await makeStores(() => make(jsm, plan));
  }
}

async function make(jsm: JetStreamManager, { where, streams, consumers, buckets }: StorePlan): Promise<void> {
  for (const { config } of streams) await jsm.streams.add(config);
  for (const { stream, config } of consumers) await jsm.consumers.add(stream, config);
  for (const bucket of buckets) await makeBucket(jsm, bucket, where);
}

/** The client accepts an existing bucket with any settings, and does not report them; so they are read and compared. */
async function makeBucket(jsm: JetStreamManager, bucket: PlannedBucket, where: string): Promise<void> {
  const { name, replicas, storage, keepMs, history = 1 } = bucket;
  await new Kvm(jsm.jetstream()).create(name, { replicas, storage, history, ttl: keepMs });
  if (bucket.keepSetting === null) return;
  const changes = bucketChanges(bucket, await jsm.streams.info(bucketStreamName(bucket)));
  if (changes.length > 0) throw new SettingsChangedError(where, changes);
}

/** The stream behind a KV bucket. */
function bucketStreamName({ name }: PlannedBucket): string {
  return `KV_${name}`;
}

/** Why the server refused. @throws the original error if it is about something else */
async function changesBehind(
  jsm: JetStreamManager,
  plan: StorePlan,
  thrown: unknown,
): Promise<readonly SettingChange[]> {
  if (isRefusal(thrown, Refusal.SubjectsOverlap)) {
    const what = "another stream on this server captures its subjects";
    throw new BadInputError(plan.where, what, "Choose another name or another namespace.", { cause: thrown });
  }
  if (isRefusal(thrown, Refusal.ReplicasNotSupported)) {
    const what = "the server is not in a cluster, so it can store only 1 copy";
    throw new BadInputError(plan.where, what, "Declare it with `replicas: 1`, or connect to a cluster.", {
      cause: thrown,
    });
  }
  const isChanged =
    thrown instanceof SettingsChangedError || isRefusal(thrown, Refusal.StreamNameInUse, Refusal.ConsumerExists);
  if (!isChanged) throw thrown;
  const changes = await changesOf(jsm, plan);
  if (changes.length > 0) return changes;
  const what = "exists on the server with settings that the engine does not use";
  throw new BadInputError(plan.where, what, "Inspect it with `nats stream info`; choose another name.", {
    cause: thrown,
  });
}

async function changesOf(jsm: JetStreamManager, plan: StorePlan): Promise<readonly SettingChange[]> {
  const found: SettingChange[] = [];
  for (const planned of plan.streams) {
    const info = await streamInfo(jsm, planned.config.name);
    if (info !== null) found.push(...(isForeign(planned, info) ? refuseForeign(plan, info) : changesIn(planned, info)));
  }
  for (const planned of plan.consumers) {
    const info = await consumerInfo(jsm, planned);
    if (info !== null) found.push(...consumerChanges(planned, info.config));
  }
  for (const planned of plan.buckets) {
    const info = await streamInfo(jsm, bucketStreamName(planned));
    if (info !== null) found.push(...bucketChanges(planned, info));
  }
  // Several consumers and streams may differ in the same setting: it is reported once.
  return found.filter(({ setting }, n) => found.findIndex((other) => other.setting === setting) === n);
}

function changesIn(planned: PlannedStream, info: StreamInfo): readonly SettingChange[] {
  return planned.derived === true ? [] : streamChanges(planned, info);
}

/** Names in different namespaces can yield the same stream: `shop` and `eu-mails`, `shop-eu` and `mails`. */
function isForeign({ config }: PlannedStream, { config: found }: StreamInfo): boolean {
  const roots = new Set((config.subjects ?? []).map(rootOf));
  return (
    found.retention !== (config.retention ?? "limits") || !found.subjects.some((subject) => roots.has(rootOf(subject)))
  );
}

/** `shop.jobs.mails` for `shop.jobs.mails.urgent`. */
function rootOf(subject: string): string {
  return subject.split(".").slice(0, 3).join(".");
}

function refuseForeign({ where }: StorePlan, { config }: StreamInfo): never {
  const subjects = config.subjects.slice(0, 4).join(", ");
  const what = `its stream ${config.name} belongs to another program (subjects: ${subjects})`;
  throw new BadInputError(where, what, "Choose another name or another namespace.");
}

/**
 * Updates existing consumers before streams: a consumer without its filter would get the messages of the new subjects. The
 * caller creates what is missing.
 */
async function apply(jsm: JetStreamManager, { streams, consumers, buckets }: StorePlan): Promise<void> {
  for (const planned of consumers) {
    const info = await consumerInfo(jsm, planned);
    if (info !== null) await jsm.consumers.update(planned.stream, planned.config.durable_name, consumerUpdate(planned));
  }
  for (const planned of streams) {
    const { name } = planned.config;
    const info = await streamInfo(jsm, name);
    if (info !== null) await jsm.streams.update(name, wantedFields(planned) as Partial<StreamConfig>);
  }
  for (const bucket of buckets) {
    const info = await streamInfo(jsm, bucketStreamName(bucket));
    const kept = bucket.keepSetting === null ? {} : { max_age: nanos(bucket.keepMs) };
    const wanted = { ...kept, num_replicas: bucket.replicas };
    if (info !== null) await jsm.streams.update(bucketStreamName(bucket), wanted);
  }
}

function consumerUpdate({ config }: PlannedConsumer): Partial<ConsumerConfig> {
  const { durable_name: _, ...rest } = config;
  return rest;
}

async function streamInfo(jsm: JetStreamManager, stream: string): Promise<StreamInfo | null> {
  return jsm.streams.info(stream).catch(nullIfMissing);
}

async function consumerInfo(jsm: JetStreamManager, { stream, config }: PlannedConsumer): Promise<ConsumerInfo | null> {
  return jsm.consumers.info(stream, config.durable_name).catch(nullIfMissing);
}

function nullIfMissing(thrown: unknown): null {
  if (isRefusal(thrown, Refusal.StreamNotFound, Refusal.ConsumerNotFound)) return null;
  throw thrown;
}
