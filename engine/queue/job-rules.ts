import { BadInputError, errorText } from "../kernel/errors.ts";
import type { QueueConfig } from "./config.ts";
import { Header } from "./headers.ts";
import { checkRetryPolicy, type RetryPolicy } from "./retry.ts";

/** What may be said of one job where its queue says it of all. */
export type JobRules = {
  readonly retry?: RetryPolicy;
  /** Null: it is tried for ever. */
  readonly maxAttempts?: number | null;
};

/** Headers that carry a job's own rules to whoever works on it. @throws BadInputError for rules that make no sense. */
export function rulesToHeaders(job: string, { retry, maxAttempts }: JobRules): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  if (retry !== undefined) all.set(Header.Retry, JSON.stringify(checkRetryPolicy(retry, `the retry of job ${job}`)));
  if (maxAttempts !== undefined) all.set(Header.MaxAttempts, textOfAttempts(job, maxAttempts));
  return all;
}

/** A queue's rules with a job's own over them. @throws BadInputError when a header is not what a sender writes. */
export function rulesFor(
  queue: Pick<QueueConfig, "retry" | "maxAttempts">,
  header: (name: string) => string | null,
): Pick<QueueConfig, "retry" | "maxAttempts"> {
  const [retry, attempts] = [header(Header.Retry), header(Header.MaxAttempts)];
  return {
    retry: retry === null ? queue.retry : parseRetry(retry),
    maxAttempts: attempts === null ? queue.maxAttempts : parseAttempts(attempts),
  };
}

const UNLIMITED = "unlimited";

function textOfAttempts(job: string, maxAttempts: number | null): string {
  if (maxAttempts === null) return UNLIMITED;
  return String(checkAttempts(maxAttempts, `the maxAttempts of job ${job}`));
}

function parseAttempts(text: string): number | null {
  return text === UNLIMITED ? null : checkAttempts(Number(text), `header ${Header.MaxAttempts}`);
}

function checkAttempts(count: number, where: string): number {
  if (Number.isInteger(count) && count >= 1) return count;
  throw new BadInputError(
    where,
    `${count} is no number of deliveries`,
    "Give a whole number from 1, or null for ever.",
  );
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
