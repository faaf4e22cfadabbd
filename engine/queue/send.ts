import { JetStreamApiError, type JetStreamClient, type PubAck } from "@nats-io/jetstream";
import { delay, headers, type MsgHdrs, RequestError } from "@nats-io/nats-core";
import { BadInputError } from "../kernel/errors.ts";
import type { JsonValue } from "../kernel/json.ts";
import type { EventId } from "../trace/events.ts";
import { CAUSE_HEADER, silentProbe, type Probe } from "../trace/probe.ts";
import { timeText } from "../clock/unix-time.ts";
import { wallNow } from "../clock/system-clock.ts";
import { type Bound, isFull, QueueFullError } from "./bound.ts";
import { namesOf, tokenOf, type QueueConfig } from "./config.ts";
import { DeadCause } from "./dead-cause.ts";
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
export type SendTo = Pick<QueueConfig, "name" | "namespace" | "schedules" | "lanes" | "bound">;
export type Sent = {
  readonly streamSequence: number;
  /** The server knew the message id already and stored nothing. */
  readonly duplicate: boolean;
  /** The queue was full, and puts what is too much among its dead letters. */
  readonly deadLettered?: true;
};

const MOST_UNANSWERED = 3;
/** Together fourteen seconds. */
const MOST_PAUSES = 12;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_600;

/**
 * Puts a job into the queue and resolves once the server has stored it. A publish without an answer is repeated with
 * the same message id, so that it is stored once.
 * @throws BadInputError for a job that asks for what makes no sense, or for what its queue was not declared with
 * @throws QueueFullError when there is no room, as the queue's bound says
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
  const sending = () => publishWithRetry(() => publish(js, subject, namesOf(queue).laterSubject, job, delayMs, header));
  const onFull = (waits: boolean) => {
    const reason = waits ? "the queue is full, its sender waits" : "the queue is full";
    probe.record({ type: "job-refused", queue: queue.name, job: job.id, reason }, cause);
  };
  const ack = await (queue.bound === undefined ? sending() : withinBound(sending, queue.bound, onFull));
  if (ack === "dead-letter") return overflow(js, queue, job, header, probe, cause);
  const stored = { queue: queue.name, job: job.id, streamSequence: ack.seq };
  if (ack.duplicate) probe.record({ type: "job-deduplicated", ...stored }, cause);
  else {
    const kept = probe.record({ type: "job-stored", ...stored }, cause);
    if (delayMs !== null) probe.record({ type: "job-scheduled", ...stored, delayMs }, kept);
  }
  return { streamSequence: ack.seq, duplicate: ack.duplicate };
}

/** Does what the queue's bound says when there is no room. */
async function withinBound(
  send: () => Promise<PubAck>,
  bound: Bound,
  onFull: (waits: boolean) => void,
): Promise<PubAck | "dead-letter"> {
  let leftMs = bound.overflow === "wait" ? bound.waitMs : 0;
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown;
      if (bound.overflow === "dead-letter") return bound.overflow;
      if (tries === 1) onFull(leftMs > 0);
      if (leftMs <= 0) throw new QueueFullError("the queue is full", { cause: thrown });
      // Longer and longer, so that many who wait do not keep the server busy with refusals.
      const waitMs = Math.min(leftMs, MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
      leftMs -= waitMs;
      await delay(waitMs);
    }
  }
}

const FIRST_WAIT_MS = 20;
const MAX_WAIT_MS = 500;

async function overflow(
  js: JetStreamClient,
  queue: SendTo,
  job: NewJob,
  header: MsgHdrs,
  probe: Probe,
  cause: EventId | null,
): Promise<Sent> {
  const { deadSubject, stream } = namesOf(queue);
  const reason = "the queue was full";
  header.set(Header.DeadReason, reason);
  header.set(Header.DeadCause, DeadCause.QueueFull);
  header.set(Header.DeadSubject, laneFor(queue, job).subject);
  header.set(Header.DeadAttempts, "0");
  header.set(Header.DeadQueue, queue.name);
  const msgID = `${stream}:overflow:${job.messageId ?? job.id}`;
  const options = { msgID, headers: header };
  const { seq, duplicate } = await publishWithRetry(() =>
    js.publish(deadSubject, JSON.stringify(job.payload), options),
  );
  const delivery = { queue: queue.name, job: job.id, streamSequence: 0, attempt: 0 };
  const deadLetters = `${queue.name}-dead`;
  probe.record({ type: "job-dead-lettered", ...delivery, reason, deadLetters, deadLetterSequence: seq }, cause);
  return { streamSequence: seq, duplicate, deadLettered: true };
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

/**
 * Tries a publish that carries a message id again: repeating it is safe. One without an answer has taken its time already;
 * while the queue has no leader (a cluster chooses one for up to ten seconds) the refusal comes at once, so there are pauses.
 */
export async function publishWithRetry(publish: () => Promise<PubAck>): Promise<PubAck> {
  let unanswered = 0;
  let pauses = 0;
  for (;;) {
    try {
      return await publish();
    } catch (thrown) {
      if (isUnavailable(thrown)) {
        if (pauses === MOST_PAUSES) throw thrown;
        await delay(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** pauses++));
      } else if (thrown instanceof JetStreamApiError || ++unanswered === MOST_UNANSWERED) {
        // What the server has refused for another reason it will refuse again.
        throw thrown;
      }
    }
  }
}

/** It will pass: nobody is there for the queue just now, or who is there cannot just now. */
function isUnavailable(thrown: unknown): boolean {
  if (thrown instanceof JetStreamApiError) return thrown.status >= 500 && !isFull(thrown);
  return thrown instanceof Error && thrown.cause instanceof RequestError && thrown.cause.isNoResponders();
}
