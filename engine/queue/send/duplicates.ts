import type { JetStreamClient } from "@nats-io/jetstream";
import { namesOf, tokenOf } from "../names.ts";
import { Header } from "../headers.ts";
import { laneFor } from "../lanes.ts";
import { laterText, type Outgoing } from "./outgoing.ts";
import { idAfter, releasedId } from "../features/released-ids.ts";
import type { SendTo } from "./new-job.ts";

/**
 * Returns what to send instead of a job that the server calls a duplicate of the message at `sequence`; null if it is a real
 * duplicate. The server knows ids and not jobs, so the id may belong to
 *
 * DU1  a job that was cancelled or purged: the job is sent again under a new id;
 * DU2  a delayed job: while it waits, a different time or payload replaces it.
 */
export async function sentInstead(
  js: JetStreamClient,
  queue: SendTo,
  sent: Outgoing,
  sequence: number,
): Promise<Outgoing | null> {
  const { job } = sent;
  if (queue.schedules === true) {
    const { stream, laterSubject } = namesOf(queue);
    const jsm = await js.jetstreamManager(false);
    const subject = `${laterSubject}.once.${tokenOf(job.id)}`;
    const waiting = await jsm.streams.getMessage(stream, { last_by_subj: subject });
    if (waiting !== null) {
      const isSame = waiting.header.get(Header.Later) === laterText(sent.later) && waiting.string() === sent.payload;
      return isSame ? null : renamed(sent, idAfter(job.id, waiting.seq), waiting.seq);
    }
  }
  const lane = laneFor(queue, job).key;
  const messageId = await releasedId(js, queue, { id: job.id, lane }, sequence);
  return messageId === null ? null : renamed(sent, messageId, null);
}

/** A delayed job is replaced by a schedule, even if it is due at once: the server then does both in one step. */
function renamed(sent: Outgoing, messageId: string, replaces: number | null): Outgoing {
  const later = replaces === null ? sent.later : (sent.later ?? { delayMs: 0 });
  return { ...sent, job: { ...sent.job, messageId }, later, replaces };
}
