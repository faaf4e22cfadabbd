import type { Delivery } from "./events/job.ts";

/**
 * Tells messages of a run apart; a job that is replayed is another message. With the job: a queue that was in memory only
 * counts its messages from 1 again after its server's end.
 */
export function messageKey({ queue, job, streamSequence }: Pick<Delivery, "queue" | "job" | "streamSequence">): string {
  return `${queue}#${streamSequence}#${job}`;
}
