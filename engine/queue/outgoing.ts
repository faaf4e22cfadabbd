import type { JetStreamClient } from "@nats-io/jetstream";
import { headers, type MsgHdrs } from "@nats-io/nats-core";
import { wallNow } from "../clock/system-clock.ts";
import { timeText } from "../clock/unix-time.ts";
import { BadInputError } from "../kernel/errors.ts";
import type { EventId } from "../trace/events.ts";
import { CAUSE_HEADER, type Probe } from "../trace/probe.ts";
import { namesOf, type QueueConfig, tokenOf } from "./config.ts";
import { Header, MESSAGE_ID_HEADER, ServerHeader } from "./headers.ts";
import { rulesToHeaders, serverTtl } from "./job-rules.ts";
import { laneFor } from "./lanes.ts";
import { checkSize, mostBytes } from "./message-size.ts";
import type { NewJob, SendTo } from "./send.ts";

/** A job on its way into its queue: what stays the same however often it is published. */
export type Outgoing = {
  readonly job: NewJob;
  /** Where workers get it from. */
  readonly subject: string;
  /** Of the job, and not yet the server's (`messageOf`). */
  readonly header: MsgHdrs;
  readonly payload: string;
  /** How long it is held back; null when it may be delivered at once. */
  readonly delayMs: number | null;
  /** The record of its sending. */
  readonly cause: EventId;
};

/** @throws BadInputError for a job that asks for what makes no sense, or for what its queue was not declared with */
export function outgoing(
  js: JetStreamClient,
  queue: SendTo,
  job: NewJob,
  probe: Probe,
  because: EventId | null,
): Outgoing {
  const delayMs = delayOf(queue, job);
  const { subject } = laneFor(queue, job);
  const rules = rulesToHeaders(job.id, job);
  const header = headers();
  for (const [name, value] of Object.entries(job.headers ?? {})) header.set(name, value);
  header.set(Header.Job, job.id);
  for (const [name, value] of rules) header.set(name, value);
  const payload = JSON.stringify(job.payload);
  checkSize(job.id, header, payload, mostBytes(js));
  const sent = { type: "job-sent", queue: queue.name, job: job.id, payload: job.payload, ...shownOf(job) } as const;
  const cause = probe.record(sent, because);
  if (cause) header.set(CAUSE_HEADER, cause);
  return { job, subject, header, payload, delayMs, cause };
}

/** One publish, as it leaves now. */
export type Message = { readonly subject: string; readonly payload: string; readonly headers: MsgHdrs };

/** The message that brings the job into the queue, with what the server is to do with it. */
export function messageOf(queue: SendTo, { job, subject, header, payload, delayMs }: Outgoing): Message {
  header.set(MESSAGE_ID_HEADER, messageIdOf(job));
  if (delayMs === null) {
    if (job.ttlMs !== undefined) header.set(ServerHeader.Ttl, serverTtl(job.ttlMs));
    return { subject, payload, headers: header };
  }
  header.set(ServerHeader.Schedule, `@at ${timeText(wallNow() + delayMs)}`);
  header.set(ServerHeader.ScheduleTarget, subject);
  if (job.ttlMs !== undefined) header.set(ServerHeader.ScheduleTtl, serverTtl(job.ttlMs));
  return { subject: `${namesOf(queue).laterSubject}.once.${tokenOf(job.id)}`, payload, headers: header };
}

/** What the server deduplicates it by. */
export function messageIdOf(job: NewJob): string {
  return job.messageId ?? job.id;
}

/** What of a job's own rules shows in the trace. */
function shownOf({ ttlMs, priority, group }: NewJob): Pick<NewJob, "ttlMs" | "priority" | "group"> {
  return {
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(priority === undefined ? {} : { priority }),
    ...(group === undefined ? {} : { group }),
  };
}

/** Milliseconds to hold the job back; null for one that may be delivered at once. */
function delayOf(queue: Pick<QueueConfig, "name" | "schedules">, { id, delayMs, at }: NewJob): number | null {
  if (delayMs === undefined && at === undefined) return null;
  const where = `job ${id}`;
  if (queue.schedules !== true) {
    throw new BadInputError(
      where,
      `the queue ${queue.name} takes no jobs for later`,
      "Declare it with `schedules: true`.",
    );
  }
  const asked = delayMs ?? (at as number) - wallNow();
  if (!Number.isFinite(asked)) throw new BadInputError(where, `${asked} ms is no delay`, "Give milliseconds.");
  return Math.max(0, Math.ceil(asked));
}
