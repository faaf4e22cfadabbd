import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueMissingCompensation: ScenarioSource = {
  id: "glue-missing-compensation",
  title: "Half taken back",
  shows: "The failure branch dies halfway: the money is back, the stock is held for ever.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers({ shipping: [{ order: "order-2", action: "ship" }] }),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "order-2-release", point: "before-publish" } }],
  variants: levels({ "flows-end": 2, "orders-right": 4, "replies-match": 1 }),
  claims: damageEnds(5, { "order-2": ["stock-held"] }, "Stock is held for order-2, which will never leave"),
};
