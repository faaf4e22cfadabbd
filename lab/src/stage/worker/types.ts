import type { HeldView, HoldingView, WorkerState } from "../actor/types.ts";
import type { NodeId } from "../types.ts";

export type WorkerView = {
  readonly node: NodeId;
  readonly name: string;
  /** Counts from 1; 0 before the first start. */
  readonly incarnation: number;
  readonly state: WorkerState;
  /** Whether it is connected to a server. */
  readonly connected: boolean;
  readonly holding: readonly HoldingView[];
  /** The time of the crash while it is dead, else null. */
  readonly crashedAt: number | null;
  /** The jobs that a dead incarnation held and that the queue does not deliver again yet ('held until 00:04.2'). */
  readonly heldByTheDead: readonly HeldView[];
  /** The jobs whose ack was confirmed to this worker, without dead-lettered and skipped ones. */
  readonly done: number;
  /** The skipped jobs: acknowledged without being done, because their requesters had given up. */
  readonly leftUndone: number;
  /** The number of runs that its handler has begun. */
  readonly runs: number;
};
