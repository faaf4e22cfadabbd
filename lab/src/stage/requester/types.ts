import type { HeldView, HoldingView, WorkerState } from "../actor/types.ts";
import type { NodeId } from "../types.ts";

/** A requester is producer and consumer at once: it sends requests, and takes the answers from its reply queue. */
export type RequesterView = {
  readonly node: NodeId;
  readonly name: string;
  readonly replyQueue: string;
  readonly incarnation: number;
  readonly state: WorkerState;
  readonly crashedAt: number | null;
  /** The requests sent; tries of one request count once. */
  readonly asked: number;
  /** The number of requests that it will send. */
  readonly total: number;
  /** The open requests at this moment. */
  readonly waiting: number;
  /** The requests that an answer ended (stale ones too). */
  readonly answered: number;
  readonly timedOut: number;
  /** The replies that it has begun to handle. */
  readonly runs: number;
  /** The table in this incarnation's memory, and the orphans, which matched no entry; oldest first. */
  readonly pending: readonly PendingView[];
  /** The requests that were open at the last crash, which lost them. */
  readonly forgotten: readonly PendingView[];
  /** Replies in hand. They are acked at once, so this lasts as long as the ack travels. */
  readonly holding: readonly HoldingView[];
  readonly heldByTheDead: readonly HeldView[];
};

/** 'stale': ended by the answer to an earlier try; 'late': answered after the timeout; 'orphan': never requested. */
export type PendingState = "waiting" | "answered" | "stale" | "timed-out" | "late" | "duplicate" | "orphan";

export type PendingView = {
  readonly request: string;
  readonly try: number;
  readonly correlation: string;
  /** The job of the request, or for an orphan its reply: the life to open. */
  readonly job: string;
  /** Null for an orphan. */
  readonly waitsUntil: number | null;
  readonly state: PendingState;
  /** When that state began. */
  readonly since: number;
};
