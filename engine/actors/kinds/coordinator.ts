import type { OrderVersion } from "../../flow/order/order.ts";
import type { QueueConfig } from "../../queue/names.ts";
import { startGlue } from "../../flow/glue/start-glue.ts";
import { startNaive } from "../../flow/naive-xstate/start-naive.ts";
import type { GlueLevel } from "../../flow/glue/levels.ts";
import type { Actor, ActorContext } from "../actor.ts";

export type CoordinatorParams = {
  /** The level of queue glue; or XState snapshots instead of glue. */
  readonly level: GlueLevel | "naive-xstate";
  readonly version: OrderVersion;
  readonly ordersQueue: QueueConfig;
  readonly repliesQueue: QueueConfig;
  readonly timeoutMs: number;
  readonly tries: number;
  readonly sweepMs: number;
  readonly transitMs: number;
};

/** Drives orders through their steps by hand-written code over queues: see engine/flow/glue and engine/flow/naive-xstate. */
export function createCoordinator(context: ActorContext, params: CoordinatorParams): Promise<Actor> {
  const { connection, namespace, clock, probe, incarnation } = context;
  const { level, ...others } = params;
  const options = { ...others, connection, namespace, clock, probe, incarnation };
  return level === "naive-xstate" ? startNaive(options) : startGlue({ ...options, level });
}
