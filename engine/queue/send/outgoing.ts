import type { JetStreamClient } from "@nats-io/jetstream";
import { headers, type MsgHdrs } from "@nats-io/nats-core";
import { timeText } from "../../clock/unix-time.ts";
import { BadInputError, InternalError } from "../../kernel/errors.ts";
import type { EventId } from "../../trace/event.ts";
import { CAUSE_HEADER, type Probe } from "../../trace/probe.ts";
import { namesOf, type QueueConfig, tokenOf } from "../names.ts";
import { Header, MESSAGE_ID_HEADER, ReplyHeader, ServerHeader } from "../headers.ts";
import { rulesToHeaders, serverTtl } from "./job-rules.ts";
import { laneFor } from "../lanes.ts";
import { checkSize, mostBytes } from "./message-size.ts";
import type { NewJob, SendTo } from "./new-job.ts";
import { serverTimeOf } from "../server-time.ts";

/** A job on its way into its queue: the parts that stay the same however often it is published. */
export type Outgoing = {
  readonly job: NewJob;
  /** The subject that workers read. */
  readonly subject: string;
  /** The job's headers, without the server's (`messageOf` adds them). */
  readonly header: MsgHdrs;
  readonly payload: string;
  /** The requested delay; null if the job may be delivered at once. */
  readonly later: Later | null;
  /** When the server will deliver it; set by `dated`, which knows the server's clock. */
  readonly due: Due | null;
  /** The sequence of the schedule that it replaces, if that still exists; null if it replaces none. */
  readonly replaces: number | null;
  /** The event that recorded its sending. */
  readonly cause: EventId;
};

/** The sender's request: milliseconds from now, or a time in Unix milliseconds. */
export type Later = { readonly delayMs: number } | { readonly at: number };
/** A time by the server's clock, Unix milliseconds, and the delay until then when the job was sent. */
export type Due = { readonly at: number; readonly delayMs: number };

/**
 * Prepares a job for sending. @throws BadInputError for an invalid job, or for a feature that its queue was declared without
 */
export function outgoing(
  js: JetStreamClient,
  queue: SendTo,
  job: NewJob,
  probe: Probe,
  because: EventId | null,
): Outgoing {
  const later = laterOf(queue, job);
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
  return { job, subject, header, payload, later, due: null, replaces: null, cause };
}

/** Adds the time when it is due, by the server's clock: this process's clock may be wrong. */
export async function dated(js: JetStreamClient, queue: SendTo, sent: Outgoing): Promise<Outgoing> {
  const { later } = sent;
  if (later === null || sent.due !== null) return sent;
  const now = await serverTimeOf(js, namesOf(queue).stream).nowOrLater();
  const at = Math.max(now, "at" in later ? later.at : now + later.delayMs);
  return { ...sent, due: { at, delayMs: at - now } };
}

/** One publish, as it is sent now. */
export type Message = { readonly subject: string; readonly payload: string; readonly headers: MsgHdrs };

/** The message that brings the job into the queue, with the headers for the server. */
export function messageOf(queue: SendTo, sent: Outgoing): Message {
  const { job, subject, header, payload, later, due, replaces } = sent;
  header.set(MESSAGE_ID_HEADER, messageIdOf(job));
  const hasServerTtl = job.ttlMs !== undefined && !isAwaited(queue, header);
  if (later === null) {
    if (hasServerTtl) header.set(ServerHeader.Ttl, serverTtl(job.ttlMs ?? 0));
    return { subject, payload, headers: header };
  }
  if (due === null) throw new InternalError(`job ${job.id} is sent before its due time is known`);
  header.set(ServerHeader.Schedule, `@at ${timeText(due.at)}`);
  header.set(ServerHeader.ScheduleTarget, subject);
  header.set(Header.Later, laterText(later));
  if (replaces !== null) header.set(ServerHeader.ExpectedLastSubjectSequence, String(replaces));
  if (hasServerTtl) header.set(ServerHeader.ScheduleTtl, serverTtl(job.ttlMs ?? 0));
  return { subject: `${namesOf(queue).laterSubject}.once.${tokenOf(job.id)}`, payload, headers: header };
}

/**
 * Whether someone waits to learn how the job ends. The server would delete an expired job without a report, so such a job is
 * left to a worker, which leaves it undone and reports it.
 */
function isAwaited({ results }: SendTo, header: MsgHdrs): boolean {
  return results !== undefined || header.has(Header.Parent) || header.has(ReplyHeader.To);
}

/** The sender's request as a text, to compare it with a later request. */
export function laterText(later: Later | null): string {
  if (later === null) return "";
  return "at" in later ? `at ${later.at}` : `in ${later.delayMs}`;
}

/** The id by which the server deduplicates it. */
export function messageIdOf(job: NewJob): string {
  return job.messageId ?? job.id;
}

/** The job's own rules that the trace shows. */
function shownOf({ ttlMs, priority, group }: NewJob): Pick<NewJob, "ttlMs" | "priority" | "group"> {
  return {
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(priority === undefined ? {} : { priority }),
    ...(group === undefined ? {} : { group }),
  };
}

/** When the job is to be delivered; null if it may be delivered at once. */
function laterOf(queue: Pick<QueueConfig, "name" | "schedules">, { id, delayMs, at }: NewJob): Later | null {
  if (delayMs === undefined && at === undefined) return null;
  const where = `job ${id}`;
  if (queue.schedules !== true) {
    throw new BadInputError(
      where,
      `the queue ${queue.name} takes no jobs for later`,
      "Declare it with `schedules: true`.",
    );
  }
  const asked = delayMs ?? at;
  if (asked === undefined || !(Math.abs(asked) <= LONGEST_MS)) {
    const what = delayMs === undefined ? `${at} is not a valid time` : `${delayMs} ms is not a valid delay`;
    throw new BadInputError(where, what, "Give milliseconds, up to a hundred years from now.");
  }
  return delayMs === undefined ? { at: Math.ceil(asked) } : { delayMs: Math.max(0, Math.ceil(delayMs)) };
}

/** The longest delay, so that the due time can be written as text (RFC 3339, four digits for the year). */
const LONGEST_MS = 100 * 366 * 24 * 3_600_000;
