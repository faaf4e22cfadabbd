import type { DeadLettersView } from "../dead-letters/types.ts";
import type { QueueServersView } from "../server/types.ts";
import type { NodeId } from "../types.ts";

/** `depth = waiting + delayed + inFlight + givenUp`: everything stored and not yet deleted. */
export type QueueView = {
  readonly node: NodeId;
  readonly name: string;
  readonly depth: number;
  /** Ready for the next worker that asks. */
  readonly waiting: number;
  /** Failed, or sent with a delay: not delivered before the delay is over. */
  readonly delayed: number;
  /** The failed ones of these, which wait for their next delivery. */
  readonly backingOff: number;
  /** In flight: not acked, visibility timeout (ackWait) not over. */
  readonly inFlight: number;
  /** The server has stopped delivering it: it lies there, and nobody will get it. */
  readonly givenUp: number;
  /** Since the oldest job in the queue was stored; null if it is empty. */
  readonly oldestAgeMs: number | null;
  readonly waitingJobs: readonly string[];
  /** In flight: a worker has each of these, and the queue still stores it. Oldest first. */
  readonly inFlightJobs: readonly string[];
  readonly delayedJobs: readonly {
    readonly job: string;
    readonly until: number;
    readonly why: "delayed" | "backing off";
  }[];
  /** The messages that the full queue has dropped so far, and those that are still shown. */
  readonly dropped: readonly string[];
  readonly justDropped: readonly string[];
  readonly deadLetters: DeadLettersView;
  /** Null if no fault strikes a server. */
  readonly servers: QueueServersView | null;
};
