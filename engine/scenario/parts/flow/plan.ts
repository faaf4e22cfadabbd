import type { ActorSpec, ActorWork } from "../../../actors/actor.ts";
import { ORDERS_QUEUE, type OrderVersion } from "../../../flow/order/order.ts";
import type { Ward } from "../../../host/supervisor.ts";
import type { QueueConfig } from "../../../queue/names.ts";
import { coordinatorNames, replyQueueName } from "../../names.ts";
import { COORDINATOR, glueLevel } from "./schema.ts";
import type { FlowSpec, Scenario } from "../../schema.ts";

type Place = {
  readonly spec: (name: string) => Omit<ActorSpec, "kind" | "params">;
  readonly queueNamed: (name: string) => QueueConfig;
  readonly transitMs: number;
};

/** Whoever drives the orders of a scenario's flow, in the design that it asks for. */
export function coordinatorWards(scenario: Scenario, place: Place): Ward[] {
  const { flow, faults } = scenario;
  if (!flow) return [];
  return coordinatorNames(scenario).map((name): Ward => {
    const version = (wanted: OrderVersion): ActorSpec => ({ ...place.spec(name), ...workOf(flow, wanted, place) });
    const isReplaced = faults.some((fault) => fault.kind === "deploy" && fault.actor === name);
    return { spec: version(1), restartAfterMs: flow.restartAfterMs, ...(isReplaced ? { next: version(2) } : {}) };
  });
}

function workOf(flow: FlowSpec, version: OrderVersion, { queueNamed, transitMs }: Place): ActorWork {
  const { kind, design, timeoutMs, tries, sweepMs, upgrade } = flow;
  const params = {
    ordersQueue: queueNamed(ORDERS_QUEUE),
    repliesQueue: queueNamed(replyQueueName({ name: COORDINATOR })),
    timeoutMs,
    tries,
    version,
    transitMs,
  };
  if (design === "orchestrated") return { kind: "orchestrator", params: { ...params, business: kind, upgrade } };
  return { kind: "coordinator", params: { ...params, level: glueLevel(design) ?? "naive-xstate", sweepMs } };
}
