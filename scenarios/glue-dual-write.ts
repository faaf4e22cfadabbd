import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueDualWrite: ScenarioSource = {
  id: "glue-dual-write",
  title: "Saved, but not sent",
  shows: "The state says that the answer was sent, and the queue is empty: two writes, and a crash between them.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "reply-order-2-1", point: "before-publish" } }],
  variants: levels({ "flows-end": 1, "orders-right": 5, "replies-match": 1 }),
  claims: damageEnds(6, { "order-2": ["never-told"] }, "order-2 is done, and the shop never hears of it"),
};
