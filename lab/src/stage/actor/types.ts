/** What all actors have in common. */

/** 'starting': not up yet, for the first time. 'paused': alive, but does nothing. */
export type WorkerState = "starting" | "idle" | "working" | "paused" | "crashed" | "stopped";

/**
 * 'prefetched': in memory, its turn has not come; 'acking': done, waiting for the ack's confirmation;
 * 'dead-lettering': on its way to the dead letters.
 */
export type HoldingState = "prefetched" | "awaiting-turn" | "running" | "acking" | "dead-lettering";

export type HoldingView = {
  readonly job: string;
  readonly attempt: number;
  readonly streamSequence: number;
  readonly state: HoldingState;
  readonly deliveredAt: number;
  /** When the visibility timeout (ackWait) passes. */
  readonly deadline: number;
  /**
   * Time to the deadline; 0 after it. The queue then gives the job to another worker, although this one still has it.
   */
  readonly remainingMs: number;
  /** The remaining share of the visibility timeout, for the ring: 1 = just delivered, 0 = expired. */
  readonly remainingShare: number;
  /** Since the handler began; null while it has not. */
  readonly runningForMs: number | null;
  readonly poison: boolean;
  /** Its requester has given up, and the worker has noticed. */
  readonly expired: boolean;
};

/** A message that a dead incarnation held: in flight until its visibility timeout passes. */
export type HeldView = { readonly job: string; readonly until: number; readonly remainingMs: number };
