import type { EventOf } from "../../trace/events.ts";
import type { QueueSpec } from "../parts/queue/schema.ts";

/**
 * What a full queue has deleted to make room (`drop-oldest`). No server tells (T3), so it follows from the trace: a job
 * that is neither done nor in its queue any more, and after which as many others were stored as the queue takes. The one
 * that somebody had in hand when it was deleted, and finished, is done: it does not count.
 */
export function droppedByFullQueues(
  queues: readonly QueueSpec[],
  accepted: readonly EventOf<"job-stored">[],
  isSettled: (job: string) => boolean,
  storedAtEnd: (queue: string) => number,
): Set<string> {
  return new Set(
    queues.flatMap(({ name, bound }) => {
      if (bound?.overflow !== "drop-oldest") return [];
      const inOrder = accepted
        .filter(({ queue }) => queue === name)
        .toSorted((a, b) => a.streamSequence - b.streamSequence);
      const pushedOut = inOrder.slice(0, Math.max(0, inOrder.length - bound.jobs));
      const open = inOrder.filter(({ job }) => !isSettled(job));
      // What is in the queue at the end are the newest: the others are not there any more.
      const gone = new Set(open.slice(0, Math.max(0, open.length - storedAtEnd(name))).map(({ job }) => job));
      return pushedOut.map(({ job }) => job).filter((job) => gone.has(job));
    }),
  );
}
