import type { Delivery } from "./events/job.ts";

/**
 * Identifies a message within a run; a replayed job is another message. The key contains the job's name because a queue in
 * memory counts its messages from 1 again after a restart of its server.
 */
export function messageKey({ queue, job, streamSequence }: Pick<Delivery, "queue" | "job" | "streamSequence">): string {
  return `${queue}#${streamSequence}#${job}`;
}
