import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueDoubleCommand: ScenarioSource = {
  id: "glue-double-command",
  title: "Charged again",
  shows: "A service dies after its work and before its ack: the command comes again, and so does the charge.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "order-2-charge", point: "before-reply" } }],
  variants: levels({ "orders-right": 0, "effects-at-most-once": 0 }),
  claims: damageEnds(1, { "order-2": ["charged-twice"] }, "order-2 was charged more than once"),
};
