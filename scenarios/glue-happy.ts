import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueHappy: ScenarioSource = {
  id: "glue-happy",
  title: "An order over five queues",
  shows: "Without faults every level of queue glue brings each order to its end; the naive one has the fewest parts.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3, 900),
  workers: flowWorkers(),
  flow: coordination(),
  variants: levels(),
  claims: [{ id: "all-right", says: "Every order comes out right", check: { kind: "orders", damaged: {} } }],
};
