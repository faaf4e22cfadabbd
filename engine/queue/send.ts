import type { JetStreamClient, PubAck } from "@nats-io/jetstream";
import { headers, type MsgHdrs } from "@nats-io/nats-core";
import { BadInputError } from "../kernel/errors.ts";
import type { JsonValue } from "../kernel/json.ts";
import type { EventId } from "../trace/events.ts";
import { CAUSE_HEADER, silentProbe, type Probe } from "../trace/probe.ts";
import { timeText } from "../clock/unix-time.ts";
import { wallNow } from "../clock/system-clock.ts";
import { namesOf, tokenOf, type QueueConfig } from "./config.ts";
import { Header } from "./headers.ts";
import { laneFor } from "./lanes.ts";
import { type JobRules, rulesToHeaders, serverTtl } from "./job-rules.ts";

/** The unit of work as the business knows it; `id` names it everywhere and, by default, deduplicates its publishes. */
export type NewJob = JobRules & {
  readonly id: string;
  readonly payload: JsonValue;
  readonly headers?: { readonly [name: string]: string };
  /**
   * What its publishes are deduplicated by, when that is not `id`: who sends the same job anew and means it (another visit
   * of a flow's state) gives another one.
   */
  readonly messageId?: string;
  /** Not delivered before so many milliseconds have passed, by this process's clock. The queue needs `schedules`. */
  readonly delayMs?: number;
  /** The same with a moment, Unix milliseconds; one in the past is now. */
  readonly at?: number;
};
/** What a sender must know of a queue. */
export type SendTo = Pick<QueueConfig, "name" | "namespace" | "schedules" | "lanes">;
export type Sent = { readonly streamSequence: number; readonly duplicate: boolean };

const PUBLISH_TRIES = 3;

/**
 * Puts a job into the queue and resolves once the server has stored it. A publish without an answer is repeated with
 * the same message id, so that it is stored once.
 * @throws BadInputError for a job that asks for what makes no sense, or for what its queue was not declared with
 * @throws the client's error after the last try; the job may or may not be stored then
 */
export async function sendJob(
  js: JetStreamClient,
  queue: SendTo,
  job: NewJob,
  probe: Probe = silentProbe,
  because: EventId | null = null,
): Promise<Sent> {
  const delayMs = delayOf(queue, job);
  const { subject } = laneFor(queue, job);
  const rules = rulesToHeaders(job.id, job);
  const sent = { type: "job-sent", queue: queue.name, job: job.id, payload: job.payload, ...shownOf(job) } as const;
  const cause = probe.record(sent, because);
  const header = headers();
  for (const [name, value] of Object.entries(job.headers ?? {})) header.set(name, value);
  header.set(Header.Job, job.id);
  for (const [name, value] of rules) header.set(name, value);
  if (cause) header.set(CAUSE_HEADER, cause);
  const ack = await publishWithRetry(() => publish(js, subject, namesOf(queue).laterSubject, job, delayMs, header));
  const stored = { queue: queue.name, job: job.id, streamSequence: ack.seq };
  if (ack.duplicate) probe.record({ type: "job-deduplicated", ...stored }, cause);
  else {
    const kept = probe.record({ type: "job-stored", ...stored }, cause);
    if (delayMs !== null) probe.record({ type: "job-scheduled", ...stored, delayMs }, kept);
  }
  return { streamSequence: ack.seq, duplicate: ack.duplicate };
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

function publish(
  js: JetStreamClient,
  subject: string,
  laterSubject: string,
  job: NewJob,
  delayMs: number | null,
  header: MsgHdrs,
): Promise<PubAck> {
  const payload = JSON.stringify(job.payload);
  const options = { msgID: job.messageId ?? job.id, headers: header };
  const ttl = job.ttlMs === undefined ? {} : { ttl: serverTtl(job.ttlMs) };
  if (delayMs === null) return js.publish(subject, payload, { ...options, ...ttl });
  const schedule = { specification: `@at ${timeText(wallNow() + delayMs)}`, target: subject, ...ttl };
  return js.publish(`${laterSubject}.once.${tokenOf(job.id)}`, payload, { ...options, schedule });
}

/** Tries a publish that carries a message id a few times: repeating it is safe. */
export async function publishWithRetry(publish: () => Promise<PubAck>): Promise<PubAck> {
  for (let left = PUBLISH_TRIES; ; left--) {
    try {
      return await publish();
    } catch (thrown) {
      if (left <= 1) throw thrown;
    }
  }
}
