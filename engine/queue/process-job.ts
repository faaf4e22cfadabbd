import { BadInputError, errorText } from "../kernel/errors.ts";
import type { JsonValue } from "../kernel/json.ts";
import type { EventId } from "../trace/event.ts";
import { formatCount } from "../trace/format.ts";
import type { QueueConfig } from "./config.ts";
import { DeadCause } from "./dead-cause.ts";
import { moveToDeadLetters } from "./dead-letters.ts";
import { RetryAfterError, TerminateError, UnrecoverableError } from "./errors.ts";
import { takeToken } from "./fencing.ts";
import { forgetFamily } from "./family-record.ts";
import { type EndContext, isAwaited, tellEnd } from "./job-end.ts";
import { beginRun, type Lease } from "./job-run.ts";
import { rulesFor, type RulesInForce } from "./job-rules.ts";
import type { JobMessage } from "./job-message.ts";
import { decodeJob, type JobHandler, type Received } from "./received-job.ts";
import { retryDelayMs } from "./retry.ts";
import type { ServerTime } from "./server-time.ts";

export type ProcessContext = Lease &
  EndContext & {
    readonly queue: QueueConfig;
    readonly handler: JobHandler;
    /** Acknowledges, and resolves when the server has confirmed it (W2). */
    readonly confirm: (message: JobMessage) => Promise<unknown>;
    /** How often a running job's lease is extended by itself; null: never. */
    readonly heartbeatMs: number | null;
    /** Of the jitter. */
    readonly seed: number;
    /** The server's clock stamps what is stored. */
    readonly serverTime: ServerTime;
  };

/** Takes one delivered job to its end: done, held back for a retry, or dead-lettered. */
export async function processJob(context: ProcessContext, received: Received, cause: EventId): Promise<void> {
  const { probe, results } = context;
  const { attempt } = received.delivery;
  const rules = readRules(context, received);
  if (rules instanceof BadInputError)
    return deadLetter(context, received, { cause: DeadCause.Unreadable, reason: errorText(rules) }, cause);
  if (rules.maxAttempts !== null && attempt > rules.maxAttempts && context.queue.deadLetters !== false) {
    const reason = `given up after ${formatCount(rules.maxAttempts, "delivery", "deliveries")} that nobody finished`;
    return deadLetter(context, received, { cause: DeadCause.Unfinished, reason }, cause);
  }
  if (rules.ttlMs !== null && (await isOver(context, received, rules.ttlMs, cause))) return;
  const token = context.queue.fencing === true ? await takeToken(context.js, context.queue) : null;
  const fence = token === null ? {} : { token };
  const started = probe.record({ type: "job-started", ...received.delivery, ...fence }, cause);
  if (results !== null) await results.report(received.delivery, { state: "running" });
  const onProgress = async (progress: JsonValue) => results?.report(received.delivery, { state: "running", progress });
  const run = beginRun({ ...context, received, cause: started, token, onProgress });
  let returned: Awaited<ReturnType<JobHandler>>;
  try {
    returned = await context.handler(decodeJob(received), run.context);
  } catch (thrown) {
    run.end();
    await onFailure(context, received, rules, thrown, started);
    return;
  }
  run.end();
  await onSuccess(context, received, returned, started);
}

async function onSuccess(
  context: ProcessContext,
  received: Received,
  returned: Awaited<ReturnType<JobHandler>>,
  cause: EventId,
): Promise<void> {
  const isResult = returned !== undefined && typeof returned !== "function";
  if (isAwaited(context, received, "done"))
    await tellEnd(context, received, { state: "done", ...(isResult ? { result: returned } : {}) }, cause);
  await acknowledge(context, received, cause);
  if (context.queue.families === true) await forgetFamily(context.js, context.queue, received.delivery.job);
  if (typeof returned === "function") await returned();
}

/** A job with rules that cannot be read is nobody's to guess at: the caller dead-letters it. */
function readRules({ queue }: ProcessContext, { message }: Received): RulesInForce | BadInputError {
  try {
    return rulesFor(queue, (name) => message.headers?.get(name) || null);
  } catch (thrown) {
    if (thrown instanceof BadInputError) return thrown;
    throw thrown;
  }
}

/** Whether the job's time is over; it is then acknowledged unworked. */
async function isOver(context: ProcessContext, received: Received, ttlMs: number, cause: EventId): Promise<boolean> {
  const { serverTime, probe } = context;
  const { message, delivery } = received;
  const storedAt = Number(message.timestampNanos / NANOS_PER_MS);
  if ((await serverTime.now()) < storedAt + ttlMs) return false;
  const { queue, job, attempt } = delivery;
  const deadline = serverTime.toClock(storedAt + ttlMs);
  const expired = probe.record({ type: "job-expired", queue, job, attempt, deadline }, cause);
  if (isAwaited(context, received, "expired")) await tellEnd(context, received, { state: "expired" }, expired);
  if (context.queue.families === true) await forgetFamily(context.js, context.queue, job);
  await message.ackAck();
  probe.record({ type: "job-acked", ...delivery }, expired);
  return true;
}

const NANOS_PER_MS = 1_000_000n;

async function acknowledge(
  { probe, confirm }: ProcessContext,
  { message, delivery }: Received,
  cause: EventId,
): Promise<void> {
  await probe.point("before-ack", delivery);
  const sent = probe.record({ type: "job-ack-sent", ...delivery }, cause);
  await confirm(message);
  probe.record({ type: "job-acked", ...delivery }, sent);
  await probe.point("after-ack", delivery);
}

async function onFailure(
  context: ProcessContext,
  received: Received,
  { retry, maxAttempts }: RulesInForce,
  thrown: unknown,
  cause: EventId,
): Promise<void> {
  const { probe, seed, queue } = context;
  const { message, delivery } = received;
  const error = errorText(thrown);
  const failed = probe.record({ type: "job-failed", ...delivery, error }, cause);
  if (thrown instanceof TerminateError) {
    if (isAwaited(context, received, "terminated"))
      await tellEnd(context, received, { state: "terminated", error }, failed);
    if (queue.families === true) await forgetFamily(context.js, queue, delivery.job);
    message.term(error);
    probe.record({ type: "job-acked", ...delivery, terminated: error }, failed);
    return;
  }
  const isLast = maxAttempts !== null && delivery.attempt >= maxAttempts && queue.deadLetters !== false;
  if (isLast || thrown instanceof UnrecoverableError) {
    const why = thrown instanceof UnrecoverableError ? DeadCause.Unrecoverable : DeadCause.Failed;
    await deadLetter(context, received, { cause: why, reason: error }, failed);
    return;
  }
  if (context.results !== null) await context.results.report(delivery, { state: "retrying", error });
  const delayMs =
    thrown instanceof RetryAfterError ? thrown.delayMs : retryDelayMs(retry, delivery.attempt, delivery.job, seed);
  probe.record({ type: "job-naked", ...delivery, delayMs, reason: "failed" }, failed);
  message.nak(delayMs);
}

async function deadLetter(
  context: ProcessContext,
  received: Received,
  why: { readonly cause: DeadCause; readonly reason: string },
  cause: EventId,
): Promise<void> {
  const { js, queue, probe } = context;
  if (isAwaited(context, received, "dead"))
    await tellEnd(context, received, { state: "dead", error: why.reason }, cause);
  const moved = await moveToDeadLetters(js, queue, received, why, probe, cause);
  probe.record({ type: "job-acked", ...received.delivery }, moved);
}
