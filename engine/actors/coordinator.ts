import type { OrderVersion } from "../flow/order/order.ts";
import type { QueueConfig } from "../queue/config.ts";
import { startGlue } from "../flow/glue/start-glue.ts";
import type { GlueLevel } from "../flow/glue/levels.ts";
import type { Actor, ActorContext } from "./actor.ts";

export type CoordinatorParams = {
  readonly level: GlueLevel;
  readonly version: OrderVersion;
  readonly ordersQueue: QueueConfig;
  readonly repliesQueue: QueueConfig;
  readonly timeoutMs: number;
  readonly tries: number;
  readonly sweepMs: number;
  readonly transitMs: number;
};

/** Drives orders through their steps by hand-made code over queues: see engine/flow/glue. */
export function createCoordinator(context: ActorContext, params: CoordinatorParams): Promise<Actor> {
  const { connection, namespace, clock, probe, incarnation } = context;
  return startGlue({ ...params, connection, namespace, clock, probe, incarnation });
}
