import { headers, type MsgHdrs } from "@nats-io/nats-core";

/** Headers of the engine's own; the server's begin with `Nats-`. */
export const Header = {
  /** The job's name, the same over every delivery, dead-lettering and replay. */
  Job: "Ackademy-Job",
  /** A retry policy of the job's own, as JSON. */
  Retry: "Ackademy-Retry",
  /** How many deliveries the job gets, or `unlimited`. */
  MaxAttempts: "Ackademy-Max-Attempts",
  /** How long the job may be done, in milliseconds from when it can be delivered. */
  TtlMs: "Ackademy-Ttl-Ms",
  /** Which lane the job is for, so that it finds there again. */
  Priority: "Ackademy-Priority",
  Group: "Ackademy-Group",
  /** The job, and its queue, that waits for this one to end. */
  Parent: "Ackademy-Parent",
  ParentQueue: "Ackademy-Parent-Queue",
  DeadReason: "Ackademy-Dead-Reason",
  DeadAttempts: "Ackademy-Dead-Attempts",
  /** The queue and stream sequence that a dead letter comes from. */
  DeadQueue: "Ackademy-Dead-Queue",
  DeadSequence: "Ackademy-Dead-Sequence",
} as const;

/** The server deduplicates publishes by this header. */
export const MESSAGE_ID_HEADER = "Nats-Msg-Id";

/**
 * A message's headers for another publish: without the server's own, which would act on it (deduplicate it, expire it,
 * schedule it) or be refused.
 */
export function copyHeaders(original: MsgHdrs | undefined): MsgHdrs {
  const copy = headers();
  for (const key of original?.keys() ?? []) {
    if (key.startsWith("Nats-")) continue;
    for (const value of original?.values(key) ?? []) copy.append(key, value);
  }
  return copy;
}
