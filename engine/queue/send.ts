import type { JetStreamClient, PubAck } from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import type { JsonValue } from "../kernel/json.ts";
import type { EventId } from "../trace/events.ts";
import { CAUSE_HEADER, silentProbe, type Probe } from "../trace/probe.ts";
import { namesOf, type QueueConfig } from "./config.ts";
import { Header } from "./headers.ts";
import { type JobRules, rulesToHeaders } from "./job-rules.ts";

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
};
export type Sent = { readonly streamSequence: number; readonly duplicate: boolean };

const PUBLISH_TRIES = 3;

/**
 * Puts a job into the queue and resolves once the server has stored it. A publish without an answer is repeated with
 * the same message id, so that it is stored once.
 * @throws the client's error after the last try; the job may or may not be stored then.
 */
export async function sendJob(
  js: JetStreamClient,
  queue: Pick<QueueConfig, "name" | "namespace">,
  job: NewJob,
  probe: Probe = silentProbe,
  because: EventId | null = null,
): Promise<Sent> {
  const cause = probe.record({ type: "job-sent", queue: queue.name, job: job.id, payload: job.payload }, because);
  const header = headers();
  for (const [name, value] of Object.entries(job.headers ?? {})) header.set(name, value);
  header.set(Header.Job, job.id);
  for (const [name, value] of rulesToHeaders(job.id, job)) header.set(name, value);
  if (cause) header.set(CAUSE_HEADER, cause);
  const { subject } = namesOf(queue);
  const ack = await publishWithRetry(() =>
    js.publish(subject, JSON.stringify(job.payload), { msgID: job.messageId ?? job.id, headers: header }),
  );
  const type = ack.duplicate ? "job-deduplicated" : "job-stored";
  probe.record({ type, queue: queue.name, job: job.id, streamSequence: ack.seq }, cause);
  return { streamSequence: ack.seq, duplicate: ack.duplicate };
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
