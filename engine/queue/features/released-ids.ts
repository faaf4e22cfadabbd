import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import { isRefusal, Refusal } from "../api-errors.ts";
import { namesOf, type QueueConfig, tokenOf } from "../names.ts";
import type { NewJob } from "../send/new-job.ts";
import { makeStores } from "../declare/stores.ts";

type Of = Pick<QueueConfig, "name" | "namespace">;

/** What was taken out of a queue by hand: all of it, one lane, or one job. */
export type Taken = { readonly all: true } | { readonly lane: string } | { readonly job: string };

/**
 * Which message ids may be used again although the server remembers them: those of jobs that were cancelled or purged. The
 * server forgets an id only with time, so a note says up to which stream sequence ids are free. Whoever is told that a job
 * is a duplicate of such a message sends it again under an id made of the note.
 *
 * RI1  The note is stored before the jobs are taken out: who dies in between leaves jobs that may be sent twice, and none
 *      that cannot be sent.
 *
 * The stream of notes is made when the first one is written. A note outlives the ids that it frees; an id that was used
 * again is remembered as long as its first one would have been.
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

/** Takes the note back: the job had left its queue before it could be taken out. */
export async function keepId(jsm: JetStreamManager, queue: Of, job: string): Promise<void> {
  await jsm.streams.purge(namesOf(queue).releasedStream, { filter: subjectOf(queue, { job }) });
}

/** Whether any ids of the queue have been released lately. */
export async function hasReleasedIds(js: JetStreamClient, queue: Of): Promise<boolean> {
  return (await noteAt(await js.jetstreamManager(false), queue, `${namesOf(queue).releasedSubject}.>`)) !== null;
}

/**
 * The message id for a job that the server calls a duplicate of the message at `sequence`, when that one was taken out of
 * the queue; null when it is a duplicate indeed.
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

/** The message id of a job whose earlier message, at this sequence or before, does not count any more. */
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
