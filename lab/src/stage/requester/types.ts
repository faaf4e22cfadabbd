import type { HeldView, HoldingView, WorkerState } from "../actor/types.ts";
import type { NodeId } from "../types.ts";

/** A requester is producer and consumer at once: it asks, and takes the answers from its reply queue. */
export type RequesterView = {
  readonly node: NodeId;
  readonly name: string;
  readonly replyQueue: string;
  readonly incarnation: number;
  readonly state: WorkerState;
  readonly crashedAt: number | null;
  /** Requests asked, each counted once however often it was tried. */
  readonly asked: number;
  /** How many it is to ask. */
  readonly total: number;
  /** Requests that it waits for at this moment. */
  readonly waiting: number;
  /** Requests that an answer closed (a stale one too). */
  readonly answered: number;
  readonly timedOut: number;
  /** Replies that it has begun to handle. */
  readonly runs: number;
  /** The table in this incarnation's memory, and the orphans that found nothing in it; oldest first. */
  readonly pending: readonly PendingView[];
  /** What the last crash wiped out of the table: asked, and open at that moment. */
  readonly forgotten: readonly PendingView[];
  /** Replies in its hands: acked at once, so for as long as the ack travels. */
  readonly holding: readonly HoldingView[];
  readonly heldByTheDead: readonly HeldView[];
};

/** 'stale': closed by the answer to an earlier try; 'late': timed out, and then the answer came; 'orphan': never asked. */
export type PendingState = "waiting" | "answered" | "stale" | "timed-out" | "late" | "duplicate" | "orphan";

export type PendingView = {
  readonly request: string;
  readonly try: number;
  readonly correlation: string;
  /** The job that asks, or for an orphan the reply: whose life to open. */
  readonly job: string;
  /** Null for an orphan. */
  readonly waitsUntil: number | null;
  readonly state: PendingState;
  /** When that state came about. */
  readonly since: number;
};
