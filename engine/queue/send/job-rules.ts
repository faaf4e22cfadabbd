import { BadInputError, errorText } from "../../kernel/errors.ts";
import type { QueueConfig } from "../names.ts";
import { Header } from "../headers.ts";
import type { LaneChoice } from "../lanes.ts";
import { maxAttempts as attemptsSchema } from "../config/attempts.ts";
import { checked } from "../config/checked.ts";
import { checkRetryPolicy, type RetryPolicy, type RetrySettings } from "../config/retry.ts";
import { ttlMs as ttlSchema } from "../config/ttl.ts";

/** Settings of a single job that override those of its queue. */
export type JobRules = LaneChoice & {
  readonly retry?: RetrySettings;
  /** Null: it is tried for ever. */
  readonly maxAttempts?: number | null;
  /**
   * Time to live, milliseconds from when the job can be delivered: a job that has not begun by then is never done. The server
   * deletes it as well (in whole seconds), even if a late worker has it.
   */
  readonly ttlMs?: number;
};

/** The headers that carry a job's own rules to its worker. @throws BadInputError for invalid rules */
export function rulesToHeaders(job: string, rules: JobRules): ReadonlyMap<string, string> {
  const { retry, maxAttempts, ttlMs, priority, group } = rules;
  const all = new Map<string, string>();
  if (retry !== undefined) all.set(Header.Retry, JSON.stringify(checkRetryPolicy(retry, `the retry of job ${job}`)));
  if (maxAttempts !== undefined) all.set(Header.MaxAttempts, textOfAttempts(job, maxAttempts));
  if (ttlMs !== undefined) all.set(Header.TtlMs, String(checkTtl(ttlMs, `the ttlMs of job ${job}`)));
  if (priority !== undefined) all.set(Header.Priority, priority);
  if (group !== undefined) all.set(Header.Group, group);
  return all;
}

/** The rules that apply to one job: its queue's, or its own. */
export type RulesInForce = Pick<QueueConfig, "retry" | "maxAttempts"> & { readonly ttlMs: number | null };

/** A queue's rules, overridden by the job's own. @throws BadInputError for a header that no sender of the engine writes */
export function rulesFor(
  queue: Pick<QueueConfig, "retry" | "maxAttempts">,
  header: (name: string) => string | null,
): RulesInForce {
  const [retry, attempts, ttl] = [header(Header.Retry), header(Header.MaxAttempts), header(Header.TtlMs)];
  return {
    retry: retry === null ? queue.retry : parseRetry(retry),
    maxAttempts: attempts === null ? queue.maxAttempts : parseAttempts(attempts),
    ttlMs: ttl === null ? null : checkTtl(Number(ttl), `header ${Header.TtlMs}`),
  };
}

/** The server's notation of a time to live: whole seconds, rounded up so that it never deletes a job too early. */
export function serverTtl(ttlMs: number): string {
  return `${Math.ceil(ttlMs / 1000)}s`;
}

function checkTtl(ttlMs: number, where: string): number {
  return checked(ttlSchema, ttlMs, where);
}

const UNLIMITED = "unlimited";

function textOfAttempts(job: string, maxAttempts: number | null): string {
  if (maxAttempts === null) return UNLIMITED;
  return String(checkAttempts(maxAttempts, `the maxAttempts of job ${job}`));
}

function parseAttempts(text: string): number | null {
  return text === UNLIMITED ? null : checkAttempts(Number(text), `header ${Header.MaxAttempts}`);
}

function checkAttempts(count: number, where: string): number | null {
  return checked(attemptsSchema, count, where);
}

function parseRetry(text: string): RetryPolicy {
  const where = `header ${Header.Retry}`;
  try {
    return checkRetryPolicy(JSON.parse(text) as unknown, where);
  } catch (thrown) {
    if (thrown instanceof BadInputError) throw thrown;
    throw new BadInputError(where, `is not JSON: ${errorText(thrown)}`, "Write a retry policy as JSON.");
  }
}
