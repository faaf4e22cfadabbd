import type { JsonValue } from "../kernel/json.ts";
import { ReplyHeader } from "../queue/headers.ts";
import type { NewJob } from "../queue/send/new-job.ts";
import type { Job } from "../queue/work/received-job.ts";

export type ReturnAddress = {
  readonly replyTo: string;
  readonly correlation: string;
  readonly request: string;
  readonly try: number;
  /** Null if the requester gave no deadline. */
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

/** Null for a job without a return address. */
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

/** Why the request ended without an answer; null if the reply is an answer. */
export function failureOf(reply: Job): string | null {
  const how = reply.header(ReplyHeader.Failed);
  if (how === null) return null;
  const { reason } = (reply.payload ?? {}) as { readonly reason?: JsonValue };
  return typeof reason === "string" ? reason : how;
}
