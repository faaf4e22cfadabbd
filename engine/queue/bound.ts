import type { StreamConfig } from "@nats-io/jetstream";
import { BadInputError } from "../kernel/errors.ts";
import { isRefusal, Refusal } from "./api-errors.ts";
import type { QueueConfig } from "./config.ts";

/**
 * How much a queue takes, and what becomes of more:
 *
 * `reject`: the sender is told (`QueueFullError`); `wait`: the sender waits until there is room, up to `waitMs`;
 * `dead-letter`: the new job goes to the dead letters at once; `drop-oldest`: the server deletes the oldest job for it,
 * even one that somebody is at, and nobody is told.
 */
export type Bound = {
  readonly jobs?: number;
  readonly bytes?: number;
} & (
  | { readonly overflow: "reject" | "dead-letter" | "drop-oldest" }
  | { readonly overflow: "wait"; readonly waitMs: number }
);

/** The queue is full, and its senders are to know. */
export class QueueFullError extends Error {
  override readonly name = "QueueFullError";
}

export function isFull(thrown: unknown): boolean {
  return isRefusal(thrown, Refusal.StoreFailed);
}

/** The bound in the server's words. @throws BadInputError for one that makes no sense. */
export function boundOptions({ name, bound, schedules, atomic }: QueueConfig): Partial<StreamConfig> {
  if (bound === undefined) return {};
  const where = `the bound of queue ${name}`;
  if (schedules === true) {
    const what = "a queue with schedules cannot be bounded: what waits for its time would count, and be dropped, too";
    throw new BadInputError(where, what, "Leave out `bound` or `schedules`.");
  }
  if (atomic === true && bound.overflow === "dead-letter") {
    const what = "jobs that are stored all or none cannot become dead letters all or none";
    throw new BadInputError(where, what, "Take another `overflow`, or leave out `atomic`.");
  }
  const limits = [bound.jobs, bound.bytes].filter((limit) => limit !== undefined);
  if (limits.length === 0 || !limits.every((limit) => Number.isInteger(limit) && limit >= 1)) {
    throw new BadInputError(where, "has no limit", "Give `jobs` or `bytes`, whole numbers from 1.");
  }
  return {
    ...(bound.jobs === undefined ? {} : { max_msgs: bound.jobs }),
    ...(bound.bytes === undefined ? {} : { max_bytes: bound.bytes }),
    discard: bound.overflow === "drop-oldest" ? "old" : "new",
  };
}
