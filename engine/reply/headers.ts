import type { NewJob } from "../queue/send.ts";
import type { Job } from "../queue/received-job.ts";

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
} as const;

export type ReturnAddress = {
  readonly replyTo: string;
  readonly correlation: string;
  readonly request: string;
  readonly try: number;
  /** Null: the caller did not say. */
  readonly deadlineMs: number | null;
};

export function addressHeaders(address: ReturnAddress): NonNullable<NewJob["headers"]> {
  const { replyTo, correlation, deadlineMs } = address;
  return {
    [ReplyHeader.To]: replyTo,
    [ReplyHeader.Correlation]: correlation,
    [ReplyHeader.Request]: address.request,
    [ReplyHeader.Try]: String(address.try),
    ...(deadlineMs === null ? {} : { [ReplyHeader.Deadline]: String(deadlineMs) }),
  };
}

/** Null for a job that nobody waits for. */
export function returnAddress(job: Job): ReturnAddress | null {
  const replyTo = job.header(ReplyHeader.To);
  const correlation = job.header(ReplyHeader.Correlation);
  if (replyTo === null || correlation === null) return null;
  const deadline = job.header(ReplyHeader.Deadline);
  return {
    replyTo,
    correlation,
    request: job.header(ReplyHeader.Request) ?? correlation,
    try: Number(job.header(ReplyHeader.Try) ?? 1),
    deadlineMs: deadline === null ? null : Number(deadline),
  };
}
