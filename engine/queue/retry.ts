import { unreachable } from "../kernel/errors.ts";

/** How long a job that failed is held back before it is delivered again. */
export type RetryPolicy =
  | { readonly kind: "fixed"; readonly delayMs: number }
  | { readonly kind: "exponential"; readonly firstMs: number; readonly factor: number; readonly maxMs: number };

/** Milliseconds to hold a job back after its `attempt`-th delivery failed (from 1). */
export function retryDelayMs(policy: RetryPolicy, attempt: number): number {
  switch (policy.kind) {
    case "fixed":
      return policy.delayMs;
    case "exponential":
      return Math.min(policy.maxMs, Math.round(policy.firstMs * policy.factor ** (attempt - 1)));
    default:
      return unreachable(policy);
  }
}
