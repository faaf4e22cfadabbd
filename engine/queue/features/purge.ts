import type { JetStreamManager, StoredMsg } from "@nats-io/jetstream";
import { namesOf, type QueueConfig } from "../names.ts";
import { laneFor } from "../lanes.ts";
import { releaseIds } from "./released-ids.ts";
import { TakenOut } from "./taken-out.ts";

type Purged = Pick<QueueConfig, "name" | "namespace" | "lanes" | "results" | "dependencies">;

/** How many requests for stored jobs are under way at once. */
const WINDOW = 256;

/**
 * Deletes jobs whatever their state, and returns how many: all that were stored at the call, including delayed ones, or one
 * level of a queue with priorities. Those that wait for one of the jobs (results, parents, requesters) are told, for which each
 * job is read. The ids may be used again. A worker that has one of the jobs finishes its run, and its ack has no effect.
 * @throws BadInputError for a level that the queue does not have
 */
export async function purgeQueue(
  jsm: JetStreamManager,
  queue: Purged,
  { priority }: { readonly priority?: string } = {},
): Promise<number> {
  const { stream } = namesOf(queue);
  const lane = priority === undefined ? null : laneFor(queue, { id: "to purge", priority });
  const { first_seq, last_seq } = (await jsm.streams.info(stream)).state;
  if (last_seq === 0) return 0;
  await releaseIds(jsm, queue, lane === null ? { all: true } : { lane: lane.key }, last_seq);
  const takenOut = await TakenOut.of(jsm.jetstream(), queue);
  const awaited: StoredMsg[] = [];
  for (let from = first_seq; from <= last_seq; from += WINDOW) {
    const count = Math.min(WINDOW, last_seq - from + 1);
    const read = Array.from({ length: count }, (_, n) => jsm.streams.getMessage(stream, { seq: from + n }));
    for (const message of await Promise.all(read)) {
      const isMeant = message !== null && (lane === null || message.subject === lane.subject);
      if (isMeant && takenOut.isAwaited(message)) awaited.push(message);
    }
  }
  const only = lane === null ? {} : { filter: lane.subject };
  const { purged } = await jsm.streams.purge(stream, { ...only, seq: last_seq + 1 });
  for (const message of awaited) await takenOut.tell(message, "purged");
  return purged;
}
