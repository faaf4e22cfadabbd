import type { TraceIndex } from "../trace/trace-index.ts";

/**
 * The greatest depth of any queue in this run: the depth that a full tube stands for. It is at least a handful, so that
 * one job does not fill the tube.
 */
export function deepestQueue({ events }: TraceIndex): number {
  const inQueue = new Map<string, Set<string>>();
  let deepest = 5;
  for (const event of events) {
    if (event.type === "job-stored") {
      const jobs = inQueue.get(event.queue) ?? new Set();
      inQueue.set(event.queue, jobs.add(event.job));
      deepest = Math.max(deepest, jobs.size);
    } else if (event.type === "job-acked") inQueue.get(event.queue)?.delete(event.job);
  }
  return deepest;
}
