import type { FlagMark } from "../../panels/time-machine/types.ts";
import type { RunIndex } from "../trace/run-index.ts";
import type { QueueFacts } from "./read.ts";

/** Expired visibility timeouts and dropped messages: no server reports either. */
export function flagsOfQueues({ messages, drops }: RunIndex & QueueFacts): FlagMark[] {
  const timeouts = messages.flatMap(({ job, deliveries }) =>
    deliveries
      .filter(({ leaseEnd }) => leaseEnd === "timeout")
      .map(({ leaseEndsAt, delivered }): FlagMark => {
        const label = `${job}: visibility timeout (ackWait) expired, another worker can take it`;
        return { at: leaseEndsAt, seq: null, kind: "timeout", label, actor: delivered.actor, job };
      }),
  );
  const dropped = drops.map(({ job, at }): FlagMark => {
    const label = `${job} dropped: the queue was full, and it was the oldest`;
    return { at, seq: null, kind: "dropped", label, actor: null, job };
  });
  return [...timeouts, ...dropped];
}
