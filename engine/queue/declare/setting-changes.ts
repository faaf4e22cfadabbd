import type { ConsumerConfig, StreamConfig, StreamInfo } from "@nats-io/jetstream";
import type { JsonValue } from "../../kernel/json.ts";
import { DEFAULT_DEDUP_WINDOW_MS } from "../config/dedup-window.ts";
import type { PlannedBucket, PlannedConsumer, PlannedStream } from "./store-plan.ts";

/** A setting whose value on the server differs from the one that this program wants. */
export type SettingChange = {
  readonly setting: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
  /** How a person can change it if an update would lose something or is impossible; null if an update does it. */
  readonly way: string | null;
};

type Settled = { readonly messages: number; readonly bytes: number };
type Way = (before: unknown, after: unknown, state: Settled, wanted: Fields) => string | null;
type Fields = { readonly [field: string]: unknown };

/** A stream's field: the setting's name for people, its default, and how it may change. */
type FieldRule = {
  readonly setting: string;
  readonly missing: unknown;
  readonly shown: (value: unknown) => JsonValue;
  readonly way: Way;
};

const NANOS_PER_MS = 1_000_000;
const plain = (value: unknown) => value as JsonValue;
const inMs = (value: unknown) => (value as number) / NANOS_PER_MS;
const keptText = (value: unknown) => (value === 0 ? "for ever" : inMs(value));
const limitText = (value: unknown) => (value === -1 ? "none" : (value as number));

const updates: Way = () => null;

const EMPTY_FIRST =
  "let workers empty it, delete it (`delete()`) and declare it again, or declare another one beside it under a new name";

/** Only a stream that drops its oldest messages deletes what exceeds the limit. */
const shrinksTo =
  (unit: keyof Settled): Way =>
  (_before, after, state, wanted) =>
    wanted["discard"] === "new" || after === -1 || state[unit] <= (after as number)
      ? null
      : `${state[unit]} ${unit} are stored, and the server would drop the oldest: wait until fewer are left`;

const shortens: Way = (before, after) =>
  after === 0 || (before !== 0 && (before as number) <= (after as number))
    ? null
    : "a shorter time deletes older messages at once; if you want that: `nats stream edit STREAM --max-age`";

const STREAM_FIELDS: { readonly [field in keyof StreamConfig]?: FieldRule } = {
  max_msgs: { setting: "bound.jobs", missing: -1, shown: limitText, way: shrinksTo("messages") },
  max_bytes: { setting: "bound.bytes", missing: -1, shown: limitText, way: shrinksTo("bytes") },
  discard: {
    setting: "bound.overflow",
    missing: "old",
    shown: (value) => (value === "new" ? "new jobs are refused" : "the oldest are dropped"),
    way: updates,
  },
  max_age: { setting: "keepMs", missing: 0, shown: keptText, way: shortens },
  duplicate_window: {
    setting: "dedupWindowMs",
    missing: DEFAULT_DEDUP_WINDOW_MS * NANOS_PER_MS,
    shown: inMs,
    way: updates,
  },
  allow_msg_schedules: {
    setting: "schedules",
    missing: false,
    shown: plain,
    way: (before) => (before === true ? "the server cannot switch it off: leave it on" : null),
  },
  allow_atomic: { setting: "atomic", missing: false, shown: plain, way: updates },
  num_replicas: { setting: "replicas", missing: 1, shown: plain, way: updates },
  storage: {
    setting: "storage",
    missing: "file",
    shown: plain,
    way: () => `a stream cannot change its storage: ${EMPTY_FIRST}`,
  },
};

const CONSUMER_FIELDS: { readonly [field in keyof ConsumerConfig]?: Omit<FieldRule, "missing"> } = {
  ack_wait: { setting: "ackWaitMs", shown: inMs, way: updates },
  max_ack_pending: { setting: "maxInFlight", shown: plain, way: updates },
  max_deliver: {
    setting: "maxAttempts with `deadLetters: false`",
    shown: (value) => (value === -1 ? "none" : plain(value)),
    way: updates,
  },
};

/** The fields of a stream that an update must set, defaults included, so that removed settings are reset. */
export function wantedFields({ config }: PlannedStream): Fields {
  const fields = Object.entries(STREAM_FIELDS).map(([field, { missing }]) => [
    field,
    (config as Fields)[field] ?? (field === "duplicate_window" ? windowOf(config) : missing),
  ]);
  return { ...(Object.fromEntries(fields) as Fields), subjects: config.subjects };
}

/** The server does not remember an id for longer than it keeps the message. */
function windowOf({ max_age = 0 }: Partial<StreamConfig>): number {
  const usual = DEFAULT_DEDUP_WINDOW_MS * NANOS_PER_MS;
  return max_age === 0 ? usual : Math.min(max_age, usual);
}

export function streamChanges(planned: PlannedStream, { config, state }: StreamInfo): SettingChange[] {
  const wanted = wantedFields(planned);
  const found = config as unknown as Fields;
  const fields = Object.entries(STREAM_FIELDS).flatMap(([field, { setting, missing, shown, way }]): SettingChange[] => {
    const [before, after] = [found[field] ?? missing, wanted[field]];
    if (before === after) return [];
    const hint = way(before, after, state, wanted)?.replace("STREAM", config.name) ?? null;
    return [{ setting, before: shown(before), after: shown(after), way: hint }];
  });
  return [...subjectChanges(planned, config.subjects), ...fields];
}

function subjectChanges({ config, subjects }: PlannedStream, found: readonly string[]): SettingChange[] {
  const wanted = config.subjects ?? [];
  const [before, after] = [subjects.shown(found), subjects.shown(wanted)];
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const isKept = found.every((subject) => wanted.includes(subject));
  const way =
    isKept && subjects.mayGrow
      ? null
      : `stored messages would stay in their lanes, unseen or out of order: ${EMPTY_FIRST}`;
  return [{ setting: subjects.setting, before, after, way }];
}

export function consumerChanges({ config }: PlannedConsumer, found: ConsumerConfig): SettingChange[] {
  const nothing: Settled = { messages: 0, bytes: 0 };
  return Object.entries(CONSUMER_FIELDS).flatMap(([field, { setting, shown, way }]): SettingChange[] => {
    const [before, after] = [(found as unknown as Fields)[field], (config as Fields)[field]];
    if (before === after) return [];
    return [{ setting, before: shown(before), after: shown(after), way: way(before, after, nothing, {}) }];
  });
}

export function bucketChanges(planned: PlannedBucket, { config, state }: StreamInfo): SettingChange[] {
  const { replicas, storage, keepMs, keepSetting } = planned;
  const wanted = { num_replicas: replicas, storage, max_age: keepMs * NANOS_PER_MS };
  return (["num_replicas", "storage", "max_age"] as const).flatMap((field): SettingChange[] => {
    const { setting, shown, way } = STREAM_FIELDS[field] as FieldRule;
    const [before, after] = [config[field], wanted[field]];
    const named = field === "max_age" ? keepSetting : setting;
    if (before === after || named === null) return [];
    const hint = way(before, after, state, wanted)?.replace("STREAM", config.name) ?? null;
    return [{ setting: named, before: shown(before), after: shown(after), way: hint }];
  });
}
