import type { ActorSpec } from "../actors/actor.ts";
import { ORDERS_QUEUE } from "../flow/order/order.ts";
import type { Ward } from "../host/supervisor.ts";
import type { QueueConfig } from "../queue/config.ts";
import { coordinatorNames, replyQueueName } from "./names.ts";
import { COORDINATOR, glueLevel } from "./schema-flow.ts";
import type { Scenario } from "./schema.ts";

type Place = {
  readonly spec: (name: string) => Omit<ActorSpec, "kind" | "params">;
  readonly queueNamed: (name: string) => QueueConfig;
  readonly transitMs: number;
};

/** Whoever drives the orders of a scenario's flow, in the design that it asks for. */
export function coordinatorWards(scenario: Scenario, { spec, queueNamed, transitMs }: Place): Ward[] {
  if (!scenario.flow) return [];
  const { kind, design, timeoutMs, tries, sweepMs, restartAfterMs } = scenario.flow;
  const level = glueLevel(design);
  const params = {
    ordersQueue: queueNamed(ORDERS_QUEUE),
    repliesQueue: queueNamed(replyQueueName({ name: COORDINATOR })),
    timeoutMs,
    tries,
    transitMs,
  };
  const work =
    level === null
      ? ({ kind: "orchestrator", params: { ...params, business: kind } } as const)
      : ({ kind: "coordinator", params: { ...params, level, sweepMs } } as const);
  return coordinatorNames(scenario).map((name): Ward => ({
    spec: { ...spec(name), ...work } satisfies ActorSpec,
    restartAfterMs,
  }));
}
