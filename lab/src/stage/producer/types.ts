import type { NodeId } from "../types.ts";

export type ProducerView = {
  readonly node: NodeId;
  readonly name: string;
  readonly sent: number;
  /** How many it will have sent. */
  readonly total: number;
  readonly finished: boolean;
  /** Whether it has its connection to a server. */
  readonly connected: boolean;
  /** It adds events to a log, and sends no jobs. */
  readonly appends: boolean;
};
