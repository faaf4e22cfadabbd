import type { StreamConfig } from "@nats-io/jetstream";
import { isRefusal, Refusal } from "../api-errors.ts";
import type { QueueConfig } from "../names.ts";

/** The queue is full, and its bound says that senders are told. */
export class QueueFullError extends Error {
  override readonly name = "QueueFullError";
}

export function isFull(thrown: unknown): boolean {
  return isRefusal(thrown, Refusal.StoreFailed);
}

/** The bound as stream settings. */
export function boundOptions({ bound }: Pick<QueueConfig, "bound">): Partial<StreamConfig> {
  if (bound === undefined) return {};
  return {
    ...(bound.jobs === undefined ? {} : { max_msgs: bound.jobs }),
    ...(bound.bytes === undefined ? {} : { max_bytes: bound.bytes }),
    discard: bound.overflow === "drop-oldest" ? "old" : "new",
  };
}
