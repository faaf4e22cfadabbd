import { headers, type MsgHdrs } from "@nats-io/nats-core";

/** The engine's own headers; the server's headers begin with `Nats-`. */
export const Header = {
  /** The job's id, the same in every delivery, dead letter and replay. */
  Job: "Ackademy-Job",
  /** The job's own retry policy, as JSON. */
  Retry: "Ackademy-Retry",
  /** The job's own attempt limit, or `unlimited`. */
  MaxAttempts: "Ackademy-Max-Attempts",
  /** Time to live: how long the job may be done, milliseconds, from when it can be delivered. */
  TtlMs: "Ackademy-Ttl-Ms",
  /** For a delayed job: the time that its sender asked for. */
  Later: "Ackademy-Later",
  /** The job's lane, so that a replay uses it again. */
  Priority: "Ackademy-Priority",
  Group: "Ackademy-Group",
  /** The parent that waits for this job, and the parent's queue. */
  Parent: "Ackademy-Parent",
  ParentQueue: "Ackademy-Parent-Queue",
  /** Distinguishes parents with the same id, from the second on. */
  ParentAgain: "Ackademy-Parent-Again",
  DeadReason: "Ackademy-Dead-Reason",
  /** One of `DeadCause`. */
  DeadCause: "Ackademy-Dead-Cause",
  /** The subject to which it was published, so that a replay can use it. */
  DeadSubject: "Ackademy-Dead-Subject",
  DeadAttempts: "Ackademy-Dead-Attempts",
  /** The queue and stream sequence of the job that became this dead letter. */
  DeadQueue: "Ackademy-Dead-Queue",
  DeadSequence: "Ackademy-Dead-Sequence",
  /** In the history's copy of a dead letter: the operation, as JSON. */
  Operator: "Ackademy-Operator",
  /** For a replayed job: the sequence of its dead letter. */
  ReplayedFrom: "Ackademy-Replayed-From",
} as const;

/** Headers of a request, which its reply repeats. */
export const ReplyHeader = {
  /** Return address: the name of the requester's reply queue. */
  To: "Ackademy-Reply-To",
  /** Matches a reply to its request (Enterprise Integration Patterns: Correlation Identifier). */
  Correlation: "Ackademy-Correlation",
  /** The request's name, the same in all its tries. */
  Request: "Ackademy-Request",
  /** Which try of the request this is, from 1. */
  Try: "Ackademy-Try",
  /** The requester waits no longer than this time, Unix milliseconds by the server's clock. */
  Deadline: "Ackademy-Deadline",
  /** In a reply: the request ended without an answer (as a dead letter, for example). The value says how. */
  Failed: "Ackademy-Reply-Failed",
} as const;

/** The server deduplicates publishes by this header. */
export const MESSAGE_ID_HEADER = "Nats-Msg-Id";

/** Headers by which the engine asks the server for something. */
export const ServerHeader = {
  Ttl: "Nats-TTL",
  Schedule: "Nats-Schedule",
  ScheduleTarget: "Nats-Schedule-Target",
  ScheduleTtl: "Nats-Schedule-TTL",
  ScheduleTimeZone: "Nats-Schedule-Time-Zone",
  BatchId: "Nats-Batch-Id",
  /** From 1. */
  BatchSequence: "Nats-Batch-Sequence",
  /** On the last message of an atomic batch. */
  BatchCommit: "Nats-Batch-Commit",
  ExpectedLastSubjectSequence: "Nats-Expected-Last-Subject-Sequence",
  ExpectedLastMessageId: "Nats-Expected-Last-Msg-Id",
} as const;

/**
 * A message's headers for another publish, without the server's own headers: the server would act on them (deduplicate, expire,
 * schedule) or refuse them.
 */
export function copyHeaders(original: MsgHdrs | undefined): MsgHdrs {
  const copy = headers();
  for (const key of original?.keys() ?? []) {
    if (key.startsWith("Nats-")) continue;
    for (const value of original?.values(key) ?? []) copy.append(key, value);
  }
  return copy;
}
