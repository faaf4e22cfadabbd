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
  /** Failed, or sent for later: not delivered before its delay is over. */
  readonly delayed: number;
  /** Of these, the ones that failed and wait for their next delivery. */
  readonly backingOff: number;
  /** In flight: not acked, visibility timeout (ackWait) not over. */
  readonly inFlight: number;
  /** The server has stopped delivering it: it lies there, and nobody will get it. */
  readonly givenUp: number;
  /** Since the oldest job still in the queue was stored; null when empty. */
  readonly oldestAgeMs: number | null;
  readonly waitingJobs: readonly string[];
  /** A worker has each of these, and it is still stored: oldest first. */
  readonly inFlightJobs: readonly string[];
  readonly delayedJobs: readonly {
    readonly job: string;
    readonly until: number;
    readonly why: "delayed" | "backing off";
  }[];
  /** What the full queue has deleted to make room, up to now; and of it what is gone since a moment only. */
  readonly dropped: readonly string[];
  readonly justDropped: readonly string[];
  readonly deadLetters: DeadLettersView;
  /** Null where nothing befalls a server. */
  readonly servers: QueueServersView | null;
};
