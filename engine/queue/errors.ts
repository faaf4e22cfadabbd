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
