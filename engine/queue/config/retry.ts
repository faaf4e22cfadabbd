import { z } from "zod";
import { unreachable } from "../../kernel/errors.ts";
import { drawInt } from "../../kernel/random.ts";
import { checked } from "./checked.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { wholeMs } from "./numbers.ts";

/**
 * Jitter spreads the retries of jobs that failed together. 'full' draws from 0 to the delay; 'equal' keeps half of it and draws
 * the rest. (The terms, and that 'full' makes the least work, are from AWS's article 'Exponential Backoff And Jitter'.)
 */
const jitter = z
  .enum(["full", "equal"])
  .exactOptional()
  .describe("Draws the delay: full: from 0 up to it; equal: from half of it.");

/** The retry policy: how long a failed job is delayed before it is delivered again. A queue has one; a job may have its own. */
export const retry = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("fixed"), delayMs: wholeMs, jitter }),
    z.strictObject({
      kind: z.literal("exponential"),
      firstMs: wholeMs,
      factor: z.number().min(1).max(1_000).default(2),
      maxMs: wholeMs.default(60_000),
      jitter,
    }),
    z.strictObject({
      kind: z.literal("list"),
      /** One delay per attempt, from the first; the last one also for all later attempts. */
      delaysMs: z.array(wholeMs).min(1),
      jitter,
    }),
  ])
  .meta({
    description: "How long a failed job is delayed before it is tried again.",
    examples: [
      { kind: "fixed", delayMs: 1_000 },
      { kind: "exponential", firstMs: 1_000, factor: 2, maxMs: 60_000, jitter: "full" },
      { kind: "list", delaysMs: [100, 500, 2_000] },
    ],
  });

/**
 * How long a failed job is delayed before it is delivered again, with all defaults filled in.
 * @useDeclaredType
 */
export type RetryPolicy = DeepReadonly<z.output<typeof retry>>;
/**
 * A retry policy as a caller writes it: fields with a default may be omitted.
 * @useDeclaredType
 */
export type RetrySettings = DeepReadonly<z.input<typeof retry>>;

/** Checks a policy that came as data. @throws BadInputError with `where` and the problem */
export function checkRetryPolicy(value: unknown, where: string): RetryPolicy {
  return checked(retry, value, where);
}

/**
 * The backoff after the `attempt`th run failed (from 1), milliseconds. A pure function: jitter is drawn by `job`, attempt and
 * `seed`, so the same failure always waits equally long, and two jobs wait differently.
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
