import type { EventOf } from "../../trace/events.ts";
import type { QueueSpec } from "../parts/queue/schema.ts";

/**
 * The jobs that a full queue with `drop-oldest` deleted to make room. The server does not report them (T3), so they follow
 * from the trace: such a job is neither done nor in its queue, and at least as many later jobs were stored as the queue
 * takes. A job that was deleted while a worker had it, and that the worker finished, is done and does not count.
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
      // The queue keeps the newest: those that are still stored at the end are not gone.
      const gone = new Set(open.slice(0, Math.max(0, open.length - storedAtEnd(name))).map(({ job }) => job));
      return pushedOut.map(({ job }) => job).filter((job) => gone.has(job));
    }),
  );
}
