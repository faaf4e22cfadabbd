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
  /** When its sender asked for it, of a job for later. */
  Later: "Ackademy-Later",
  /** Which lane the job is for, so that it finds there again. */
  Priority: "Ackademy-Priority",
  Group: "Ackademy-Group",
  /** The job, and its queue, that waits for this one to end. */
  Parent: "Ackademy-Parent",
  ParentQueue: "Ackademy-Parent-Queue",
  /** Tells parents with the same id apart, from the second on. */
  ParentAgain: "Ackademy-Parent-Again",
  DeadReason: "Ackademy-Dead-Reason",
  /** One of `DeadCause`. */
  DeadCause: "Ackademy-Dead-Cause",
  /** Where it was published, so that it can be again. */
  DeadSubject: "Ackademy-Dead-Subject",
  DeadAttempts: "Ackademy-Dead-Attempts",
  /** The queue and stream sequence that a dead letter comes from. */
  DeadQueue: "Ackademy-Dead-Queue",
  DeadSequence: "Ackademy-Dead-Sequence",
  /** What was done with a dead letter by hand, as JSON, in the history's copy of it. */
  Operator: "Ackademy-Operator",
  /** Of a job that was a dead letter: its sequence among them. */
  ReplayedFrom: "Ackademy-Replayed-From",
} as const;

/** What a request carries beside its payload, and a reply echoes. */
export const ReplyHeader = {
  /** Return address: the name of the requester's reply queue. */
  To: "Ackademy-Reply-To",
  /** Matches a reply to its request (Enterprise Integration Patterns: Correlation Identifier). */
  Correlation: "Ackademy-Correlation",
  /** What is asked, over all tries. */
  Request: "Ackademy-Request",
  /** Which try of the request this is, from 1. */
  Try: "Ackademy-Try",
  /** The caller waits no longer than this moment, Unix milliseconds by the server's clock. */
  Deadline: "Ackademy-Deadline",
  /** Of a reply: its request ended without an answer, as a dead letter for example. The value says how. */
  Failed: "Ackademy-Reply-Failed",
} as const;

/** The server deduplicates publishes by this header. */
export const MESSAGE_ID_HEADER = "Nats-Msg-Id";

/** What else the engine asks of the server in a message's headers. */
export const ServerHeader = {
  Ttl: "Nats-TTL",
  Schedule: "Nats-Schedule",
  ScheduleTarget: "Nats-Schedule-Target",
  ScheduleTtl: "Nats-Schedule-TTL",
  ScheduleTimeZone: "Nats-Schedule-Time-Zone",
  BatchId: "Nats-Batch-Id",
  /** From 1. */
  BatchSequence: "Nats-Batch-Sequence",
  /** On the last message of a batch. */
  BatchCommit: "Nats-Batch-Commit",
  ExpectedLastSubjectSequence: "Nats-Expected-Last-Subject-Sequence",
  ExpectedLastMessageId: "Nats-Expected-Last-Msg-Id",
} as const;

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
