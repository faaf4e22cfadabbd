import type { HeldView, HoldingView, WorkerState } from "../actor/types.ts";
import type { NodeId } from "../types.ts";

export type WorkerView = {
  readonly node: NodeId;
  readonly name: string;
  /** Counts from 1; 0 before the first start. */
  readonly incarnation: number;
  readonly state: WorkerState;
  /** Whether it has its connection to a server. */
  readonly connected: boolean;
  readonly holding: readonly HoldingView[];
  /** The moment of the crash while it is dead, else null. */
  readonly crashedAt: number | null;
  /** What a dead incarnation held and the queue does not yet give to another ('held until 00:04.2'). */
  readonly heldByTheDead: readonly HeldView[];
  /** Jobs whose ack this worker has had confirmed; dead-lettered ones and those left undone do not count. */
  readonly done: number;
  /** Jobs that it acknowledged unworked because their callers had given up. */
  readonly leftUndone: number;
  /** Times this worker's handler has begun. */
  readonly runs: number;
};
