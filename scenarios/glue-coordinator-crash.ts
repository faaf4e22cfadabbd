import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueCoordinatorCrash: ScenarioSource = {
  id: "glue-coordinator-crash",
  title: "Dead between two publishes",
  shows: "The coordinator dies after one of two commands: one branch runs, the other never; and nobody notices.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "order-2-notify", point: "before-publish" } }],
  variants: levels({ "flows-end": 2, "orders-right": 2, "replies-match": 1 }),
  claims: damageEnds(
    3,
    { "order-2": ["not-notified", "stuck"] },
    "order-2 was paid and sent, its mail never; and nobody notices",
  ),
};
