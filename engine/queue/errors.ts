import { checked } from "./config/checked.ts";
import { retryAfterMs } from "./config/waits.ts";

// Errors that a handler throws to say more than 'failed, try again'.

/** No retry can help: the job is dead-lettered at once, with this error as its reason. */
export class UnrecoverableError extends Error {
  override readonly name = "UnrecoverableError";
}

/**
 * The job is no longer needed (its order was cancelled, for example): it is deleted without a dead letter. The server publishes
 * an advisory (`MSG_TERMINATED`) with this error as its reason.
 */
export class TerminateError extends Error {
  override readonly name = "TerminateError";
}

/** The handler did not end within the worker's `timeoutMs`: the run has failed, and is tried again like any other. */
export class RunTimeoutError extends Error {
  override readonly name = "RunTimeoutError";
}

/** The worker was stopped, and the handler did not end before `stop` timed out: its job was handed back. */
export class StopTimeoutError extends Error {
  override readonly name = "StopTimeoutError";
}

/**
 * This worker cannot do the job at present. The job is handed back and delivered again after `delayMs`, to any worker. The run
 * costs no attempt, however often that happens (`job.attempt` stays the same).
 */
export class HandBackError extends Error {
  override readonly name = "HandBackError";
  readonly delayMs: number;

  constructor(delayMs: number, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.delayMs = delayMs;
  }
}

/** The job failed, and the time of the retry is known (a service sent `Retry-After`): replaces the policy's delay. */
export class RetryAfterError extends Error {
  override readonly name = "RetryAfterError";
  readonly delayMs: number;

  /** @throws BadInputError for an invalid delay; in a handler, the job then fails with that error */
  constructor(delayMs: number, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.delayMs = checked(retryAfterMs, delayMs, "the delay of a RetryAfterError");
  }
}
