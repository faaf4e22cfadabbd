import { ApiErrors, fail, invalidStreamConfig, unsupported } from "../api/api-errors.ts";
import { Fields } from "../api/fields.ts";
import { isValidPattern, overlaps } from "../wire/subjects.ts";
import { type StreamConfig, withServerMetadata } from "./stream-config.ts";

const DEFAULT_WINDOW_NS = 120_000_000_000;
const MIN_AGE_NS = 100_000_000;
const SECOND_NS = 1_000_000_000;
/** The API levels that features require. */
const TTL_LEVEL = 1;
const SCHEDULES_LEVEL = 2;
const ATOMIC_LEVEL = 2;

/** The supported fields, and the unsupported ones, which are refused unless they are null, false, 0 or empty. */
const FIELDS = [
  "name",
  "description",
  "subjects",
  "retention",
  "max_consumers",
  "max_msgs",
  "max_bytes",
  "max_age",
  "max_msgs_per_subject",
  "max_msg_size",
  "discard",
  "storage",
  "num_replicas",
  "no_ack",
  "duplicate_window",
  "compression",
  "first_seq",
  "discard_new_per_subject",
  "deny_delete",
  "deny_purge",
  "metadata",
  "sealed",
  "allow_direct",
  "allow_rollup_hdrs",
  "allow_msg_ttl",
  "subject_delete_marker_ttl",
  "allow_msg_schedules",
  "allow_atomic",
];
const REFUSED = [
  "placement",
  "mirror",
  "sources",
  "subject_transform",
  "republish",
  "mirror_direct",
  "allow_msg_counter",
  "persist_mode",
  "allow_batched",
  "template_owner",
  "consumer_limits",
];

/** Reads a request's configuration and adds the server's defaults. @throws ApiFailure if it is invalid or not supported */
export function readStreamConfig(raw: unknown): StreamConfig {
  const fields = new Fields(raw, FIELDS, REFUSED);
  const refused = fields.refused();
  if (refused !== undefined) fail(unsupported(`the stream option ${refused}`));
  const name = fields.text("name");
  const description = fields.text("description");
  const maxAge = fields.number("max_age");
  const maxPerSubject = fields.number("max_msgs_per_subject");
  const config: StreamConfig = {
    name,
    ...(description === "" ? {} : { description }),
    subjects: fields.texts("subjects"),
    retention: fields.choice("retention", ["limits", "interest", "workqueue"]),
    max_consumers: unlimited(fields.number("max_consumers")),
    max_msgs: unlimited(fields.number("max_msgs")),
    max_bytes: unlimited(fields.number("max_bytes")),
    max_age: maxAge,
    max_msgs_per_subject: unlimited(maxPerSubject),
    max_msg_size: unlimited(fields.number("max_msg_size")),
    discard: fields.choice("discard", ["old", "new"]),
    storage: fields.choice("storage", ["file", "memory"]),
    num_replicas: fields.number("num_replicas") || 1,
    ...(fields.flag("no_ack") ? { no_ack: true } : {}),
    duplicate_window: fields.number("duplicate_window") || defaultWindow(maxAge),
    compression: fields.choice("compression", ["none"]),
    ...(fields.number("first_seq") > 0 ? { first_seq: fields.number("first_seq") } : {}),
    allow_direct: fields.flag("allow_direct"),
    mirror_direct: false,
    ...(fields.flag("discard_new_per_subject") ? { discard_new_per_subject: true } : {}),
    sealed: fields.flag("sealed"),
    deny_delete: fields.flag("deny_delete"),
    ...lifetimes(fields),
  };
  // A stream without subjects captures its own name.
  return config.subjects.length === 0 ? { ...config, subjects: [name] } : config;
}

/** Options that imply others: markers need TTLs; markers and schedules need roll-ups and therefore purges. */
function lifetimes(fields: Fields) {
  const markerTtl = fields.number("subject_delete_marker_ttl");
  const schedules = fields.flag("allow_msg_schedules");
  const rollsUp = markerTtl > 0 || schedules;
  const allowed = fields.flag("allow_rollup_hdrs");
  const ttl = fields.flag("allow_msg_ttl") || markerTtl > 0;
  const atomic = fields.flag("allow_atomic");
  const level = schedules ? SCHEDULES_LEVEL : atomic ? ATOMIC_LEVEL : ttl ? TTL_LEVEL : 0;
  return {
    deny_purge: fields.flag("deny_purge") && (allowed || !rollsUp),
    allow_rollup_hdrs: allowed || rollsUp,
    consumer_limits: {},
    allow_msg_ttl: ttl,
    ...(markerTtl === 0 ? {} : { subject_delete_marker_ttl: markerTtl }),
    ...(atomic ? { allow_atomic: true } : {}),
    ...(schedules ? { allow_msg_schedules: true } : {}),
    metadata: withServerMetadata(fields.textMap("metadata"), level),
  };
}

/** Checks a configuration by nats-server's rules. */
export function checkStreamConfig(config: StreamConfig, servers: number): void {
  if (config.num_replicas > 5) fail(invalidStreamConfig("maximum replicas is 5"));
  if (config.max_age !== 0 && config.max_age < MIN_AGE_NS) fail(invalidStreamConfig("max age needs to be >= 100ms"));
  if (config.duplicate_window < 0) fail(invalidStreamConfig("duplicates window can not be negative"));
  if (config.max_age !== 0 && config.duplicate_window > config.max_age) {
    fail(invalidStreamConfig("duplicates window can not be larger then max age"));
  }
  if (config.deny_purge && config.allow_rollup_hdrs) fail(invalidStreamConfig("roll-ups require the purge permission"));
  if (config.discard_new_per_subject === true && config.discard !== "new") {
    fail(invalidStreamConfig("discard new per subject requires discard new policy to be set"));
  }
  if (config.discard_new_per_subject === true && config.max_msgs_per_subject <= 0) {
    fail(invalidStreamConfig("discard new per subject requires max msgs per subject > 0"));
  }
  const markerTtl = config.subject_delete_marker_ttl ?? 0;
  if (markerTtl < 0) fail(invalidStreamConfig("subject delete marker TTL must not be negative"));
  if (markerTtl > 0 && markerTtl < SECOND_NS) {
    fail(invalidStreamConfig("subject delete marker TTL must be at least 1 second"));
  }
  if (config.allow_msg_schedules === true && config.discard === "new") {
    fail(invalidStreamConfig("message scheduling cannot use discard new"));
  }
  checkSubjects(config);
  if (config.num_replicas > servers) fail(ApiErrors.replicasNotSupported);
}

function checkSubjects(config: StreamConfig): void {
  const seen: string[] = [];
  for (const subject of config.subjects) {
    if (!isValidPattern(subject)) fail(invalidStreamConfig("invalid subject"));
    if (config.no_ack !== true && subject === ">")
      fail(invalidStreamConfig("capturing all subjects requires no-ack to be true"));
    if (config.no_ack !== true && overlaps(subject, "$JS.API.>")) {
      fail(invalidStreamConfig("subjects that overlap with jetstream api require no-ack to be true"));
    }
    const other = seen.find((one) => overlaps(one, subject));
    if (other !== undefined) fail(invalidStreamConfig(`subject "${other}" overlaps with "${subject}"`));
    seen.push(subject);
  }
}

/** Refuses changes of fields that are fixed once a stream exists. */
export function checkStreamUpdate(before: StreamConfig, after: StreamConfig): void {
  const refuse = (what: string) => fail(invalidStreamConfig(`stream configuration update can not change ${what}`));
  if (before.storage !== after.storage) refuse("storage type");
  if (before.retention !== after.retention) {
    if (before.retention === "workqueue" || after.retention === "workqueue")
      refuse("retention policy to/from workqueue");
    fail(unsupported("a change of the retention policy"));
  }
  if (before.deny_delete && !after.deny_delete) {
    fail(invalidStreamConfig("stream configuration update can not cancel deny message deletes"));
  }
  if (before.deny_purge && !after.deny_purge)
    fail(invalidStreamConfig("stream configuration update can not cancel deny purge"));
  if (before.allow_msg_ttl && !after.allow_msg_ttl) fail(invalidStreamConfig("message TTL status can not be disabled"));
  if (before.allow_msg_schedules === true && after.allow_msg_schedules !== true) {
    fail(invalidStreamConfig("message schedules can not be disabled"));
  }
  if (after.sealed) fail(unsupported("sealing a stream"));
}

export function sameConfig(a: StreamConfig, b: StreamConfig): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function unlimited(limit: number): number {
  return limit <= 0 ? -1 : limit;
}

function defaultWindow(maxAge: number): number {
  return maxAge > 0 && maxAge < DEFAULT_WINDOW_NS ? maxAge : DEFAULT_WINDOW_NS;
}
