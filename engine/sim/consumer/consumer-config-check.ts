import { unixMsOf } from "../../clock/unix-time.ts";
import {
  ApiErrors,
  consumerUpdate,
  deliverPolicyInvalid,
  fail,
  invalidStreamConfig,
  unsupported,
} from "../api/api-errors.ts";
import { Fields } from "../api/fields.ts";
import { type StreamConfig, withServerMetadata } from "../stream/stream-config.ts";
import { goTime, NANOS_PER_MS } from "../wire/go-format.ts";
import { isLiteral, isValidPattern, overlaps } from "../wire/subjects.ts";
import { type ConsumerConfig, type Filters, filtersOf } from "./consumer-config.ts";

const FIELDS = [
  "durable_name",
  "name",
  "description",
  "deliver_policy",
  "opt_start_seq",
  "opt_start_time",
  "ack_policy",
  "ack_wait",
  "max_deliver",
  "backoff",
  "filter_subject",
  "filter_subjects",
  "replay_policy",
  "rate_limit_bps",
  "max_waiting",
  "max_ack_pending",
  "flow_control",
  "headers_only",
  "max_batch",
  "max_expires",
  "max_bytes",
  "deliver_subject",
  "deliver_group",
  "idle_heartbeat",
  "inactive_threshold",
  "num_replicas",
  "mem_storage",
  "metadata",
  "pause_until",
];
const REFUSED = ["sample_freq", "priority_groups", "priority_policy", "priority_timeout", "direct"];

const DEFAULT_ACK_WAIT_NS = 30_000_000_000;
const DEFAULT_MAX_WAITING = 512;
const DEFAULT_MAX_ACK_PENDING = 1000;
const MIN_HEARTBEAT_NS = 100_000_000;
const EPHEMERAL_THRESHOLD_NS = 5_000_000_000;

export type ConsumerNames = Pick<ConsumerConfig, "durable_name" | "name" | "filter_subject">;

/** Reads the fields that must match the request's subject. They are checked before all others. */
export function readConsumerNames(raw: unknown): ConsumerNames {
  const fields = new Fields(raw, FIELDS, REFUSED);
  return {
    ...optional("durable_name", fields.text("durable_name")),
    ...optional("name", fields.text("name")),
    ...optional("filter_subject", fields.text("filter_subject")),
  };
}

/** Reads a request's configuration, applies nats-server's checks and adds its defaults. @throws ApiFailure */
export function readConsumerConfig(raw: unknown, stream: StreamConfig): ConsumerConfig {
  const fields = new Fields(raw, FIELDS, REFUSED);
  const ackPolicy = fields.choice("ack_policy", ["none", "all", "explicit"]);
  const deliverPolicy = fields.choice("deliver_policy", [
    "all",
    "last",
    "new",
    "by_start_sequence",
    "by_start_time",
    "last_per_subject",
  ]);
  const replay = fields.choice("replay_policy", ["instant", "original"]);
  refuseUnsupported(fields, replay);
  checkWaits(fields);
  if (isPush(fields)) checkPush(fields, ackPolicy);
  else {
    if (stream.retention === "workqueue" && ackPolicy === "none") fail(ApiErrors.pullNeedsExplicitAck);
    checkPullOnly(fields);
  }
  const filters = readFilters(fields);
  checkFilters(filters);
  checkStart(deliverPolicy, fields);
  if (fields.flag("flow_control") && fields.number("idle_heartbeat") <= 0) fail(ApiErrors.flowControlNeedsHeartbeat);
  const backoff = fields.numbers("backoff");
  const acks = ackPolicy !== "none";
  const durable = fields.text("durable_name");
  const name = durable === "" ? fields.text("name") : durable;
  const maxAckPending = fields.number("max_ack_pending") || (acks ? DEFAULT_MAX_ACK_PENDING : 0);
  return {
    ...optional("durable_name", durable),
    ...optional("name", name),
    ...optional("description", fields.text("description")),
    deliver_policy: deliverPolicy,
    ...optional("opt_start_seq", fields.number("opt_start_seq")),
    ...optional("opt_start_time", fields.text("opt_start_time")),
    ack_policy: ackPolicy,
    ...optional("ack_wait", backoff[0] ?? (fields.number("ack_wait") || (acks ? DEFAULT_ACK_WAIT_NS : 0))),
    max_deliver: fields.number("max_deliver") > 0 ? fields.number("max_deliver") : -1,
    ...(backoff.length > 0 ? { backoff } : {}),
    ...filters,
    replay_policy: "instant",
    ...optional("max_waiting", isPush(fields) ? 0 : Math.max(0, fields.number("max_waiting")) || DEFAULT_MAX_WAITING),
    ...optional("max_ack_pending", maxAckPending < 0 ? -1 : maxAckPending),
    ...(fields.flag("flow_control") ? { flow_control: true } : {}),
    ...(fields.flag("headers_only") ? { headers_only: true } : {}),
    ...optional("max_batch", fields.number("max_batch")),
    ...optional("max_expires", fields.number("max_expires")),
    ...optional("max_bytes", fields.number("max_bytes")),
    ...optional("deliver_subject", fields.text("deliver_subject")),
    ...optional("idle_heartbeat", Math.max(0, fields.number("idle_heartbeat"))),
    ...optional(
      "inactive_threshold",
      Math.max(0, fields.number("inactive_threshold")) || (durable === "" ? EPHEMERAL_THRESHOLD_NS : 0),
    ),
    num_replicas: fields.number("num_replicas"),
    ...(fields.flag("mem_storage") ? { mem_storage: true } : {}),
    ...pausedConfig(fields.textMap("metadata"), fields.text("pause_until")),
  };
}

/** The configuration with `pause_until` (empty: not paused) and the matching metadata. */
export function pausedConfig(
  metadata: Record<string, string>,
  until: string,
): Pick<ConsumerConfig, "metadata" | "pause_until"> {
  if (until === "") return { metadata: withServerMetadata(metadata) };
  return { metadata: withServerMetadata(metadata, PAUSE_LEVEL), pause_until: goTime(unixMsOf(until)) };
}

/** The API level that introduced pauses. */
const PAUSE_LEVEL = 1;

function optional<K extends string, V extends string | number>(key: K, value: V): { [P in K]?: V } {
  return value === "" || value === 0 ? {} : ({ [key]: value } as { [P in K]?: V });
}

function refuseUnsupported(fields: Fields, replay: string): void {
  const refused = fields.refused();
  if (refused !== undefined) fail(unsupported(`the consumer option ${refused}`));
  if (fields.text("deliver_group") !== "") fail(unsupported("the consumer option deliver_group"));
  if (isPush(fields) && fields.number("rate_limit_bps") !== 0) fail(unsupported("the consumer option rate_limit_bps"));
  if (replay === "original") fail(unsupported("the replay policy original"));
}

function isPush(fields: Fields): boolean {
  return fields.text("deliver_subject") !== "";
}

function checkWaits(fields: Fields): void {
  if (fields.number("num_replicas") > 1) fail(ApiErrors.replicasNotSupported);
  if (fields.number("ack_wait") < 0) fail(ApiErrors.ackWaitNegative);
  const backoff = fields.numbers("backoff");
  if (backoff.some((wait) => wait < 0)) fail(ApiErrors.backoffNegative);
  const maxDeliver = fields.number("max_deliver");
  if (maxDeliver > 0 && backoff.length > maxDeliver) fail(ApiErrors.backoffTooLong);
}

function checkPush(fields: Fields, ackPolicy: string): void {
  const subject = fields.text("deliver_subject");
  if (!isValidPattern(subject)) fail(ApiErrors.invalidDeliverSubject);
  if (!isLiteral(subject)) fail(ApiErrors.deliverSubjectWildcard);
  if (fields.number("max_waiting") !== 0) fail(ApiErrors.pushWithMaxWaiting);
  if (fields.number("max_ack_pending") > 0 && ackPolicy === "none") fail(ApiErrors.maxAckPendingNeedsAcks);
  const heartbeat = fields.number("idle_heartbeat");
  if (heartbeat > 0 && heartbeat < MIN_HEARTBEAT_NS) fail(ApiErrors.heartbeatTooSmall);
}

function checkPullOnly(fields: Fields): void {
  if (fields.number("rate_limit_bps") !== 0) fail(ApiErrors.pullWithRateLimit);
  if (fields.number("idle_heartbeat") !== 0) fail(ApiErrors.heartbeatNeedsPush);
  if (fields.flag("flow_control")) fail(ApiErrors.flowControlNeedsPush);
  const maxExpires = fields.number("max_expires");
  if (maxExpires !== 0 && maxExpires < NANOS_PER_MS) fail(ApiErrors.maxExpiresTooSmall);
}

const POLICY_WORDS = {
  all: "deliver all",
  last: "deliver last",
  new: "deliver new",
  by_start_sequence: "deliver by start sequence",
  by_start_time: "deliver by start time",
  last_per_subject: "deliver last per subject",
} as const;

function checkStart(policy: keyof typeof POLICY_WORDS, fields: Fields): void {
  const words = POLICY_WORDS[policy];
  const hasSeq = fields.number("opt_start_seq") !== 0;
  const hasTime = fields.text("opt_start_time") !== "";
  const hasFilter = fields.text("filter_subject") !== "" || fields.texts("filter_subjects").length > 0;
  if (policy === "last_per_subject" && !hasFilter) {
    fail(deliverPolicyInvalid(`${words}, but optional filter subject is not set`));
  }
  if (policy === "by_start_sequence" && !hasSeq)
    fail(deliverPolicyInvalid(`${words}, but optional start sequence is not set`));
  if (policy === "by_start_time" && !hasTime)
    fail(deliverPolicyInvalid(`${words}, but optional start time is not set`));
  if (policy !== "by_start_sequence" && hasSeq)
    fail(deliverPolicyInvalid(`${words}, but optional start sequence is also set`));
  if (policy !== "by_start_time" && hasTime)
    fail(deliverPolicyInvalid(`${words}, but optional start time is also set`));
}

function readFilters(fields: Fields): Filters {
  const several = fields.texts("filter_subjects");
  return {
    ...optional("filter_subject", fields.text("filter_subject")),
    ...(several.length > 0 ? { filter_subjects: several } : {}),
  };
}

/** Checks the filters. */
function checkFilters(config: Filters): void {
  if (config.filter_subject !== undefined && config.filter_subjects !== undefined) fail(ApiErrors.duplicateFilters);
  const filters = filtersOf(config);
  filters.forEach((filter, i) => {
    if (filter === "") fail(ApiErrors.emptyFilter);
    if (!isValidPattern(filter)) fail(invalidStreamConfig("invalid subject"));
    if (filters.some((other, j) => j < i && overlaps(other, filter))) fail(ApiErrors.filtersOverlap);
  });
}

/** Refuses a push consumer that delivers into its own stream. */
export function checkCycle(stream: StreamConfig, { deliver_subject }: ConsumerConfig): void {
  if (deliver_subject === undefined) return;
  if (stream.subjects.some((pattern) => overlaps(pattern, deliver_subject))) fail(ApiErrors.deliverCycle);
}

/** Checks a new consumer of a work queue against its `others`. */
export function checkWorkQueue(stream: StreamConfig, config: ConsumerConfig, others: readonly ConsumerConfig[]): void {
  if (stream.retention !== "workqueue") return;
  if (config.ack_policy !== "explicit") fail(ApiErrors.workQueueNeedsExplicitAck);
  if (config.deliver_policy !== "all") fail(ApiErrors.workQueueNeedsDeliverAll);
  if (others.length > 0 && filtersOf(config).length === 0) fail(ApiErrors.multipleUnfiltered);
  checkShares(stream, config, others);
}

/** Checks that each message of a work queue belongs to one consumer. As in nats-server (partitionUnique), removing all filters is not checked. */
export function checkShares(stream: StreamConfig, config: ConsumerConfig, others: readonly ConsumerConfig[]): void {
  const filters = filtersOf(config);
  if (stream.retention !== "workqueue" || filters.length === 0) return;
  for (const other of others) {
    const taken = filtersOf(other);
    const clash = taken.length === 0 || taken.some((one) => filters.some((filter) => overlaps(one, filter)));
    if (clash) fail(ApiErrors.filterNotUnique);
  }
}

/** Refuses changes of fields that are fixed once a consumer exists. */
export function checkConsumerUpdate(before: ConsumerConfig, after: ConsumerConfig, isBound: boolean): void {
  const refuse = (what: string) => fail(consumerUpdate(`${what} can not be updated`));
  if (before.deliver_policy !== after.deliver_policy) refuse("deliver policy");
  if (before.opt_start_seq !== after.opt_start_seq) refuse("start sequence");
  if (before.opt_start_time !== after.opt_start_time) refuse("start time");
  if (before.ack_policy !== after.ack_policy) refuse("ack policy");
  if (before.deliver_subject !== undefined && after.deliver_subject === undefined) {
    fail(consumerUpdate("can not update push consumer to pull based"));
  }
  if (before.deliver_subject === undefined && after.deliver_subject !== undefined) {
    fail(consumerUpdate("can not update pull consumer to push based"));
  }
  if (before.deliver_subject !== after.deliver_subject && isBound) fail(ApiErrors.consumerNameInUse);
  for (const name of ["deliver_subject", "flow_control", "idle_heartbeat"] as const) {
    if (before[name] !== after[name]) fail(unsupported(`a change of ${name}`));
  }
  if (before.max_waiting !== after.max_waiting) refuse("max waiting");
}
