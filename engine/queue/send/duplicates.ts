import type { JetStreamClient } from "@nats-io/jetstream";
import { namesOf, tokenOf } from "../names.ts";
import { Header } from "../headers.ts";
import { laneFor } from "../lanes.ts";
import { laterText, type Outgoing } from "./outgoing.ts";
import { idAfter, releasedId } from "../features/released-ids.ts";
import type { SendTo } from "./new-job.ts";

/**
 * What is to be sent instead of a job that the server calls a duplicate of the message at `sequence`; null when it is one
 * indeed. The server knows ids and not jobs, so an id that it remembers may belong to
 *
 * DU1  a job that was cancelled or purged: the job is sent anew;
 * DU2  a job that waits for its time: another time, or another payload, replaces it while it waits.
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

/** What waits is replaced by a schedule, be it one that is due at once: the server then does both in one step. */
function renamed(sent: Outgoing, messageId: string, replaces: number | null): Outgoing {
  const later = replaces === null ? sent.later : (sent.later ?? { delayMs: 0 });
  return { ...sent, job: { ...sent.job, messageId }, later, replaces };
}
