import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import { isRefusal, Refusal } from "../api-errors.ts";
import { namesOf, type QueueConfig, tokenOf } from "../names.ts";
import type { NewJob } from "../send/new-job.ts";
import { makeStores } from "../declare/stores.ts";

type Of = Pick<QueueConfig, "name" | "namespace">;

/** What was removed from a queue by hand: everything, one lane, or one job. */
export type Taken = { readonly all: true } | { readonly lane: string } | { readonly job: string };

/**
 * Notes which message ids may be used again although the server remembers them: those of cancelled and purged jobs. The server
 * forgets an id only with time, so a note says up to which stream sequence ids are free. If the server calls a job a duplicate
 * of such a message, the sender sends it again with an id derived from the note.
 *
 * RI1  The note is stored before the jobs are removed. After a crash in between, jobs may be sent twice, but none is blocked.
 *
 * The stream of notes is created with the first note. A note outlives the ids that it frees; a reused id is remembered for as
 * long as the first one would have been.
 */
export async function releaseIds(jsm: JetStreamManager, queue: Of, taken: Taken, upTo: number): Promise<void> {
  const { stream, releasedStream, releasedSubject } = namesOf(queue);
  const { num_replicas, storage, duplicate_window } = (await jsm.streams.info(stream)).config;
  const config = {
    num_replicas,
    storage,
    max_msgs_per_subject: 1,
    max_age: Math.max(2 * duplicate_window, nanos(1_000)),
  };
  await makeStores(() => jsm.streams.add({ ...config, name: releasedStream, subjects: [`${releasedSubject}.>`] }));
  await jsm.jetstream().publish(subjectOf(queue, taken), JSON.stringify(upTo));
}

/** Deletes the note of a job that had left its queue before it could be removed. */
export async function keepId(jsm: JetStreamManager, queue: Of, job: string): Promise<void> {
  await jsm.streams.purge(namesOf(queue).releasedStream, { filter: subjectOf(queue, { job }) });
}

/** Whether any ids of the queue have been released recently. */
export async function hasReleasedIds(js: JetStreamClient, queue: Of): Promise<boolean> {
  return (await noteAt(await js.jetstreamManager(false), queue, `${namesOf(queue).releasedSubject}.>`)) !== null;
}

/**
 * The new message id for a job that the server calls a duplicate of the message at `sequence`, if that message was removed from
 * the queue by hand; null if the job is a real duplicate.
 */
export async function releasedId(
  js: JetStreamClient,
  queue: Of,
  { id, lane }: Pick<NewJob, "id"> & { readonly lane: string },
  sequence: number,
): Promise<string | null> {
  const jsm = await js.jetstreamManager(false);
  const subjects = [{ all: true } as const, { lane }, { job: id }].map((taken) => subjectOf(queue, taken));
  const notes = await Promise.all(subjects.map((subject) => noteAt(jsm, queue, subject)));
  const upTo = Math.max(...notes.map((note) => note ?? 0));
  return upTo >= sequence ? idAfter(id, upTo) : null;
}

/** The message id of a job whose earlier message, at this sequence or before, no longer counts. */
export function idAfter(id: string, sequence: number): string {
  return `${id}:after:${sequence}`;
}

export function isIdAfter(id: string, messageId: string): boolean {
  return messageId.startsWith(`${id}:after:`);
}

async function noteAt(jsm: JetStreamManager, queue: Of, subject: string): Promise<number | null> {
  try {
    const note = await jsm.streams.getMessage(namesOf(queue).releasedStream, { last_by_subj: subject });
    return note === null ? null : note.json<number>();
  } catch (thrown) {
    if (isRefusal(thrown, Refusal.StreamNotFound)) return null;
    throw thrown;
  }
}

function subjectOf(queue: Of, taken: Taken): string {
  const { releasedSubject } = namesOf(queue);
  if ("job" in taken) return `${releasedSubject}.job.${tokenOf(taken.job)}`;
  return "lane" in taken ? `${releasedSubject}.lane.${tokenOf(taken.lane) || "only"}` : `${releasedSubject}.all`;
}
