import type { ActorSpec, ActorWork } from "../../../actors/kinds/registry.ts";
import { ORDERS_QUEUE, type OrderVersion } from "../../../flow/order/order.ts";
import { COORDINATOR, coordinatorNames, replyQueueName } from "../../names.ts";
import type { PlannedActor, PlanPlace } from "../part.ts";
import { glueLevel } from "./schema.ts";
import type { FlowSpec, Scenario } from "../../schema.ts";

/** The coordinators of a scenario's flow, in the design that it asks for. */
export function coordinators(scenario: Scenario, place: PlanPlace): PlannedActor[] {
  const { flow, faults } = scenario;
  if (!flow) return [];
  return coordinatorNames(scenario).map((name) => {
    const version = (wanted: OrderVersion): ActorSpec => ({ ...place.spec(name), ...workOf(flow, wanted, place) });
    const isReplaced = faults.some((fault) => fault.kind === "deploy" && fault.actor === name);
    const child = { spec: version(1), restartAfterMs: flow.restartAfterMs };
    return { child: isReplaced ? { ...child, next: version(2) } : child, atMs: 0 };
  });
}

function workOf(flow: FlowSpec, version: OrderVersion, { queueNamed, transitMs }: PlanPlace): ActorWork {
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
