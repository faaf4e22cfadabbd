import { checked } from "./config/checked.ts";
import { retryAfterMs } from "./config/waits.ts";

/** What a handler throws to say more than 'failed, try again'. */

/** No retry can help: the job goes to the dead letters at once, with this as its reason. */
export class UnrecoverableError extends Error {
  override readonly name = "UnrecoverableError";
}

/**
 * The job is nobody's work any more (its order was cancelled): it is deleted, and leaves no dead letter. The server
 * announces it by an advisory (`MSG_TERMINATED`) with this as its reason.
 */
export class TerminateError extends Error {
  override readonly name = "TerminateError";
}

/** The handler did not end within the worker's `timeoutMs`: the run has failed, and is tried again like any other. */
export class RunTimeoutError extends Error {
  override readonly name = "RunTimeoutError";
}

/** The worker was stopped, and the handler did not end within the time that `stop` gave it: its job was handed back. */
export class StopTimeoutError extends Error {
  override readonly name = "StopTimeoutError";
}

/**
 * Not this worker's to do at present: the job is handed back and delivered again after `delayMs`, to whichever worker asks. This
 * run costs no attempt, however often that happens (`job.attempt` stays as it is).
 */
export class HandBackError extends Error {
  override readonly name = "HandBackError";
  readonly delayMs: number;

  constructor(delayMs: number, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.delayMs = delayMs;
  }
}

/** Failed, and it is known when to try again (a service said `Retry-After`): this delay instead of the policy's. */
export class RetryAfterError extends Error {
  override readonly name = "RetryAfterError";
  readonly delayMs: number;

  /** @throws BadInputError for a delay that is none; thrown in a handler, the job then fails with that */
  constructor(delayMs: number, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.delayMs = checked(retryAfterMs, delayMs, "the delay of a RetryAfterError");
  }
}
