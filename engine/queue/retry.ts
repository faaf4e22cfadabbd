import { BadInputError, unreachable } from "../kernel/errors.ts";
import { drawInt } from "../kernel/random.ts";

/** How long a job that failed is held back before it is delivered again. A queue has one; a job may bring its own. */
export type RetryPolicy = (
  | { readonly kind: "fixed"; readonly delayMs: number }
  | { readonly kind: "exponential"; readonly firstMs: number; readonly factor: number; readonly maxMs: number }
  /** One delay an attempt, from the first; the last one also for all that follow. */
  | { readonly kind: "list"; readonly delaysMs: readonly number[] }
) & {
  /**
   * Spreads what failed at one moment: 'full' draws from 0 to the delay, 'equal' keeps half of it and draws the rest.
   * (The terms, and that 'full' makes the least work, are from AWS's article 'Exponential Backoff And Jitter'.)
   */
  readonly jitter?: "full" | "equal";
};

/**
 * Milliseconds to hold a job back after its `attempt`-th delivery failed (from 1). A pure function: jitter is drawn by
 * `job`, attempt and `seed`, so the same failure always waits equally long, and two jobs do not wait alike.
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, job = "", seed = 0): number {
  const delayMs = plainDelayMs(policy, attempt);
  switch (policy.jitter) {
    case undefined:
      return delayMs;
    case "full":
      return drawInt(seed, ["retry", job, attempt], 0, delayMs);
    case "equal": {
      const kept = Math.floor(delayMs / 2);
      return kept + drawInt(seed, ["retry", job, attempt], 0, delayMs - kept);
    }
    default:
      return unreachable(policy.jitter);
  }
}

function plainDelayMs(policy: RetryPolicy, attempt: number): number {
  switch (policy.kind) {
    case "fixed":
      return policy.delayMs;
    case "exponential":
      return Math.min(policy.maxMs, Math.round(policy.firstMs * policy.factor ** (attempt - 1)));
    case "list":
      return policy.delaysMs[Math.min(attempt, policy.delaysMs.length) - 1] ?? 0;
    default:
      return unreachable(policy);
  }
}

/** Reads a policy that came as data. @throws BadInputError that names `where` and what is wrong in it. */
export function checkRetryPolicy(value: unknown, where: string): RetryPolicy {
  const policy = value as RetryPolicy;
  const wrong = faultOf(policy);
  if (wrong !== null) throw new BadInputError(where, wrong, REMEDY);
  return policy;
}

const REMEDY =
  'Give {"kind":"fixed","delayMs":…}, {"kind":"exponential","firstMs":…,"factor":…,"maxMs":…} or ' +
  '{"kind":"list","delaysMs":[…]}, each with "jitter":"full" or "equal" if wanted; times in whole milliseconds.';

function faultOf(policy: RetryPolicy | null | undefined): string | null {
  if (typeof policy !== "object" || policy === null) return "is not a retry policy";
  if (!(policy.jitter === undefined || policy.jitter === "full" || policy.jitter === "equal")) {
    return `does not know the jitter ${JSON.stringify(policy.jitter)}`;
  }
  switch (policy.kind) {
    case "fixed":
      return isWait(policy.delayMs) ? null : "has no delayMs";
    case "exponential":
      if (!isWait(policy.firstMs) || !isWait(policy.maxMs)) return "has no firstMs or no maxMs";
      return typeof policy.factor === "number" && policy.factor >= 1 ? null : "has no factor of at least 1";
    case "list":
      return Array.isArray(policy.delaysMs) && policy.delaysMs.length > 0 && policy.delaysMs.every(isWait)
        ? null
        : "has no list of delays";
    default:
      return `does not know the kind ${JSON.stringify((policy as { readonly kind?: unknown }).kind)}`;
  }
}

function isWait(ms: unknown): boolean {
  return typeof ms === "number" && Number.isInteger(ms) && ms >= 0;
}
