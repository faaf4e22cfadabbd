/** What all actors have in common. */

/** 'starting': not up yet, for the first time; 'frozen': alive, and nothing of it happens. */
export type WorkerState = "starting" | "idle" | "working" | "frozen" | "crashed" | "stopped";

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
  /** Until the deadline; 0 once it has passed: the queue gives the job to another although this worker still has it. */
  readonly remainingMs: number;
  /** Of the whole visibility timeout, for the ring: 1 = just delivered, 0 = passed. */
  readonly remainingShare: number;
  /** Since the handler began; null while it has not. */
  readonly runningForMs: number | null;
  readonly poison: boolean;
  /** Its caller has given up, and the worker has found that out. */
  readonly expired: boolean;
};

/** A message that a dead incarnation held: in flight until its visibility timeout passes. */
export type HeldView = { readonly job: string; readonly until: number; readonly remainingMs: number };
