/** An error of the JetStream API. Codes and texts are those of nats-server 2.15, because clients and people compare them. */
export type ApiError = { readonly code: number; readonly err_code: number; readonly description: string };

/** Thrown by the handler of a request. The router puts it into the `error` field of the response. */
export class ApiFailure extends Error {
  readonly error: ApiError;

  constructor(error: ApiError) {
    super(error.description);
    this.name = "ApiFailure";
    this.error = error;
  }
}

function define(code: number, err_code: number, description: string): ApiError {
  return { code, err_code, description };
}

export const ApiErrors = {
  badRequest: define(400, 10003, "bad request"),
  consumerNotFound: define(404, 10014, "consumer not found"),
  consumerNameMismatch: define(400, 10017, "consumer name in subject does not match durable name in request"),
  consumerDurableNotSet: define(400, 10018, "consumer expected to be durable but a durable name was not set"),
  consumerEphemeralWithDurable: define(
    400,
    10020,
    "consumer expected to be ephemeral but a durable name was set in request",
  ),
  maximumConsumers: define(400, 10026, "maximum consumers limit reached"),
  noMessageFound: define(404, 10037, "no message found"),
  notEmptyRequest: define(400, 10038, "expected an empty request payload"),
  messageTooLarge: define(400, 10054, "message size exceeds maximum allowed"),
  streamNameMismatch: define(400, 10056, "stream name in subject does not match request"),
  streamNameInUse: define(400, 10058, "stream name already in use with a different configuration"),
  streamNotFound: define(404, 10059, "stream not found"),
  expectedStreamMismatch: define(400, 10060, "expected stream does not match"),
  subjectsOverlap: define(400, 10065, "subjects overlap with an existing stream"),
  replicasNotSupported: define(500, 10074, "replicas > 1 not supported in non-clustered mode"),
  pullNeedsExplicitAck: define(400, 10084, "consumer in pull mode requires explicit ack policy on workqueue stream"),
  pullWithRateLimit: define(400, 10086, "consumer in pull mode can not have rate limit set"),
  heartbeatNeedsPush: define(400, 10088, "consumer idle heartbeat requires a push based consumer"),
  flowControlNeedsPush: define(400, 10089, "consumer flow control requires a push based consumer"),
  headerTooLarge: define(400, 10097, "header size exceeds maximum allowed of 64k"),
  workQueueNeedsExplicitAck: define(400, 10098, "workqueue stream requires explicit ack"),
  multipleUnfiltered: define(400, 10099, "multiple non-filtered consumers not allowed on workqueue stream"),
  filterNotUnique: define(400, 10100, "filtered consumer not unique on workqueue stream"),
  workQueueNeedsDeliverAll: define(400, 10101, "consumer must be deliver all on workqueue stream"),
  purgeNotPermitted: define(500, 10110, "stream purge not permitted"),
  rollupNotPermitted: define(500, 10111, "rollup not permitted"),
  maxExpiresTooSmall: define(400, 10115, "consumer max request expires needs to be >= 1ms"),
  backoffTooLong: define(400, 10116, "max deliver is required to be > length of backoff values"),
  filterMismatch: define(400, 10131, "Consumer create request did not match filtered subject from create subject"),
  duplicateFilters: define(400, 10136, "consumer cannot have both FilterSubject and FilterSubjects specified"),
  filtersOverlap: define(400, 10138, "consumer subject filters cannot overlap"),
  deliverSubjectWildcard: define(400, 10079, "consumer deliver subject has wildcards"),
  pushWithMaxWaiting: define(400, 10080, "consumer in push mode can not set max waiting"),
  deliverCycle: define(400, 10081, "consumer deliver subject forms a cycle"),
  maxAckPendingNeedsAcks: define(400, 10082, "consumer requires ack policy for max ack pending"),
  heartbeatTooSmall: define(400, 10083, "consumer idle heartbeat needs to be >= 100ms"),
  flowControlNeedsHeartbeat: define(400, 10108, "consumer with flow control also needs heartbeats"),
  invalidDeliverSubject: define(400, 10112, "invalid push consumer deliver subject"),
  consumerNameInUse: define(400, 10013, "consumer name already in use"),
  emptyFilter: define(400, 10139, "consumer filter in FilterSubjects cannot be empty"),
  consumerExists: define(400, 10148, "consumer already exists"),
  consumerDoesNotExist: define(400, 10149, "consumer does not exist"),
  ttlInvalid: define(400, 10165, "invalid per-message TTL"),
  ttlDisabled: define(400, 10166, "per-message TTL is disabled"),
  countersDisabled: define(400, 10168, "message counters is disabled"),
  wrongLastSequenceUnknown: define(400, 10164, "wrong last sequence"),
  atomicPublishDisabled: define(400, 10174, "atomic publish is disabled"),
  batchSequenceMissing: define(400, 10175, "atomic publish sequence is missing"),
  batchIncomplete: define(400, 10176, "atomic publish batch is incomplete"),
  batchIdInvalid: define(400, 10179, "atomic publish batch ID is invalid"),
  batchCommitInvalid: define(400, 10200, "atomic publish batch commit is invalid"),
  batchHasDuplicates: define(400, 10201, "atomic publish batch contains duplicate message id"),
  batchesTooMany: define(429, 10210, "atomic publish too many inflight"),
  ackWaitNegative: define(400, 10183, "consumer ack wait needs to be positive"),
  backoffNegative: define(400, 10184, "consumer backoff needs to be positive"),
  schedulesDisabled: define(400, 10188, "message schedules is disabled"),
  schedulePatternInvalid: define(400, 10189, "message schedules pattern is invalid"),
  scheduleTargetInvalid: define(400, 10190, "message schedules target is invalid"),
  scheduleTtlInvalid: define(400, 10191, "message schedules invalid per-message TTL"),
  scheduleRollupInvalid: define(400, 10192, "message schedules invalid rollup"),
  expectedSubjectWithoutSequence: define(400, 10193, "missing sequence for expected last sequence per subject"),
  scheduleTimeZoneInvalid: define(400, 10223, "message schedules time zone is invalid"),
  scheduleSourceInvalid: define(400, 10203, "message schedules source is invalid"),
  schedulerInvalid: define(400, 10212, "message schedules invalid scheduler"),
} as const;

export function fail(error: ApiError): never {
  throw new ApiFailure(error);
}

export function invalidJson(reason: string): ApiError {
  return define(400, 10025, `invalid JSON: ${reason}`);
}

export function invalidStreamConfig(reason: string): ApiError {
  return define(500, 10052, reason);
}

/** The error for a feature of NATS that this server lacks. It is refused, because ignoring it would report a false success. */
export function unsupported(field: string): ApiError {
  return define(500, 10052, `the simulated server does not support ${field}`);
}

export function consumerUpdate(reason: string): ApiError {
  return define(500, 10012, reason);
}

export function deliverPolicyInvalid(reason: string): ApiError {
  return define(400, 10094, `consumer delivery policy is ${reason}`);
}

export function deleteFailed(reason: string): ApiError {
  return define(500, 10057, reason);
}

export function sequenceNotFound(seq: number): ApiError {
  return define(400, 10043, `sequence ${seq} not found`);
}

export function wrongLastMsgId(last: string): ApiError {
  return define(400, 10070, `wrong last msg ID: ${last}`);
}

export function wrongLastSequence(last: number): ApiError {
  return define(400, 10071, `wrong last sequence: ${last}`);
}

export function batchHeaderUnsupported(header: string): ApiError {
  return define(400, 10177, `atomic publish unsupported header used: ${header}`);
}

export function batchTooLarge(most: number): ApiError {
  return define(400, 10199, `atomic publish batch is too large: ${most}`);
}

export function rollupRefused(reason: string): ApiError {
  return define(500, 10111, reason);
}

export function rollupFailed(value: string): ApiError {
  return define(500, 10111, `rollup value invalid: ${JSON.stringify(value)}`);
}

export function storeFailed(reason: string): ApiError {
  return define(503, 10077, reason);
}
