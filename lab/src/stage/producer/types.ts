import type { NodeId } from "../types.ts";

export type ProducerView = {
  readonly node: NodeId;
  readonly name: string;
  readonly sent: number;
  /** The number of jobs that it will send. */
  readonly total: number;
  readonly finished: boolean;
  /** Whether it is connected to a server. */
  readonly connected: boolean;
  /** It appends events to a log and sends no jobs. */
  readonly appends: boolean;
};
