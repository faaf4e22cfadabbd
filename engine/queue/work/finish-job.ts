import type { JsonValue } from "../../kernel/json.ts";
import { thrownText } from "../../kernel/thrown-text.ts";
import type { EventId } from "../../trace/event.ts";
import type { Attempts } from "./attempts.ts";
import type { QueueConfig } from "../names.ts";
import { DeadCause } from "../dead-letters/dead-cause.ts";
import { moveToDeadLetters } from "../dead-letters/dead-letters.ts";
import { HandBackError, RetryAfterError, TerminateError, UnrecoverableError } from "../errors.ts";
import { type FailureContext, tellFailed } from "./failed-step.ts";
import { type ChildEnd, forgetParent } from "../features/dependency-record.ts";
import { type EndContext, isAwaited, tellEnd } from "./job-end.ts";
import type { JobMessage } from "../job-message.ts";
import type { RulesInForce } from "../send/job-rules.ts";
import type { Held, JobHandler } from "./received-job.ts";
import { retryDelayMs } from "../config/retry.ts";
import { whyNotStorable } from "../storable.ts";

export type FinishContext = EndContext &
  FailureContext & {
    /** The largest result that can be stored, in bytes of JSON. */
    readonly mostBytes: number;
    readonly queue: QueueConfig;
    readonly attempts: Attempts;
    readonly countRuns: boolean;
    /** Acknowledges, and resolves when the server has confirmed it (W2). */
    readonly confirm: (message: JobMessage) => Promise<unknown>;
    /** The seed of the jitter. */
    readonly seed: number;
  };

export async function onSuccess(
  context: FinishContext,
  held: Held,
  { maxAttempts }: RulesInForce,
  attempt: number,
  returned: Awaited<ReturnType<JobHandler>>,
  cause: EventId,
): Promise<void> {
  const result = returned === undefined || typeof returned === "function" ? undefined : returned;
  held.step = "store the job's result";
  if (isAwaited(context, held, "done"))
    await tellEnd(context, held, doneWith(context, held, result, cause), cause, attempt);
  held.step = "acknowledge the job";
  await acknowledge(context, held, cause);
  if (context.countRuns && (held.delivery.attempt > 1 || maxAttempts === 1)) forgetRuns(context, held, cause);
  held.step = "forget the job's children";
  if (context.queue.dependencies === true) await forgetParent(context.js, context.queue, held.delivery.job);
  held.step = "do what the handler wanted done after the ack";
  if (typeof returned === "function") await returned();
}

/** A result that cannot be stored is replaced by the reason: the work is done, and repeating it would not help. */
function doneWith(context: FinishContext, held: Held, result: JsonValue | undefined, cause: EventId): ChildEnd {
  if (result === undefined) return { state: "done" };
  const why = whyNotStorable(result, context.mostBytes);
  if (why === null) return { state: "done", result };
  tellFailed(context, held, "store the job's result", new Error(why), null, cause);
  return { state: "done", error: `its result is not kept: ${why}` };
}

/** Not awaited: entries that are left over expire. */
function forgetRuns(context: FinishContext, held: Held, cause: EventId): void {
  const failed = (thrown: unknown) => tellFailed(context, held, "forget the job's runs", thrown, null, cause);
  context.attempts.forget(held).catch(failed);
}

async function acknowledge({ probe, confirm }: FinishContext, held: Held, cause: EventId): Promise<void> {
  const { message, delivery } = held;
  await probe.point("before-ack", delivery);
  const sent = probe.record({ type: "job-ack-sent", ...delivery }, cause);
  held.settled = "acking";
  await confirm(message);
  held.settled = "gone";
  probe.record({ type: "job-acked", ...delivery }, sent);
  await probe.point("after-ack", delivery);
}

export async function onFailure(
  context: FinishContext,
  held: Held,
  { retry, maxAttempts }: RulesInForce,
  attempt: number,
  thrown: unknown,
  cause: EventId,
): Promise<void> {
  const { probe, seed, queue } = context;
  const { message, delivery } = held;
  if (thrown instanceof HandBackError) return handBack(context, held, thrown, attempt, cause);
  const error = thrownText(thrown);
  const failed = probe.record({ type: "job-failed", ...delivery, error }, cause);
  held.step = "end the job as terminated";
  if (thrown instanceof TerminateError) {
    if (isAwaited(context, held, "terminated"))
      await tellEnd(context, held, { state: "terminated", error }, failed, attempt);
    if (queue.dependencies === true) await forgetParent(context.js, queue, delivery.job);
    message.term(error);
    probe.record({ type: "job-acked", ...delivery, terminated: error }, failed);
    return;
  }
  const isLast = maxAttempts !== null && attempt >= maxAttempts && queue.deadLetters !== false;
  if (isLast || thrown instanceof UnrecoverableError) {
    const why = thrown instanceof UnrecoverableError ? DeadCause.Unrecoverable : DeadCause.Failed;
    await deadLetter(context, held, { cause: why, reason: error, attempts: attempt }, failed);
    return;
  }
  held.step = "store the job's state";
  if (context.results !== null) await context.results.report({ ...delivery, attempt }, { state: "retrying", error });
  const delayMs = delayOf(thrown) ?? retryDelayMs(retry, attempt, delivery.job, seed);
  probe.record({ type: "job-nacked", ...delivery, delayMs, reason: "failed" }, failed);
  message.nak(delayMs);
}

/** The handler's own delay; null if it gave none, or an invalid one. */
function delayOf(thrown: unknown): number | null {
  if (!(thrown instanceof RetryAfterError)) return null;
  return Number.isFinite(thrown.delayMs) ? Math.max(0, Math.ceil(thrown.delayMs)) : null;
}

const HAND_BACK_MS = 1_000;

async function handBack(
  context: FinishContext,
  held: Held,
  { delayMs, message: error }: HandBackError,
  attempt: number,
  cause: EventId,
): Promise<void> {
  const { delivery, message } = held;
  held.step = "hand the job back";
  await context.attempts.handBack(held, context.countRuns);
  if (context.results !== null) await context.results.report({ ...delivery, attempt }, { state: "retrying", error });
  const inMs = Number.isFinite(delayMs) ? Math.max(0, Math.ceil(delayMs)) : HAND_BACK_MS;
  context.probe.record({ type: "job-nacked", ...delivery, delayMs: inMs, reason: "handed-back" }, cause);
  message.nak(inMs);
}

/** Why a job is given up, and after how many runs. */
type Why = { readonly cause: DeadCause; readonly reason: string; readonly attempts: number };

export async function deadLetter(context: FinishContext, held: Held, why: Why, cause: EventId): Promise<void> {
  const { js, queue, probe } = context;
  const { reason: error, attempts } = why;
  held.step = "move the job to the dead letters";
  if (isAwaited(context, held, "dead")) await tellEnd(context, held, { state: "dead", error }, cause, attempts);
  const moved = await moveToDeadLetters(js, queue, held, why, probe, cause);
  probe.record({ type: "job-acked", ...held.delivery }, moved);
  if (context.countRuns && held.delivery.attempt > 1) forgetRuns(context, held, cause);
}
