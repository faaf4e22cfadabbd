import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, levelIds, levels, ORCHESTRATED, shop } from "./order-flow.ts";

const CHECKS = { count: { type: "effect-applied", where: { effect: "check", job: "order-2" } } } as const;
const NAMED = { count: { type: "flow-stuck", where: { flow: "order-2" } } } as const;
const NAIVE = ["same-name", "alone"];

export const flowVersionChange: ScenarioSource = {
  id: "flow-version-change",
  title: "Version 2 meets an order of version 1",
  shows: "A new version of the flow is deployed while an order is under way: it takes neither version's path.",
  seed: 1,
  hopMs: 20,
  limitMs: 60_000,
  queues: FLOW_QUEUES.map((queue) => (queue.name === "payment" ? { ...queue, ackWaitMs: 3_000 } : queue)),
  requesters: shop(3, 3_000, { timeoutMs: 8_000 }),
  workers: flowWorkers({ slow: { payment: 1_500 } }),
  flow: coordination({ timeoutMs: 6_000, ask: { order: "order-2", atMs: 7_500 } }),
  // The command to charge is still sent: then the coordinator has nothing in its hands, and ends.
  faults: [{ kind: "deploy", actor: "coordinator-1", at: { job: "order-2-charge", point: "before-publish" } }],
  variants: [
    ...levels({ "flows-end": 1, "orders-right": 6, "replies-match": 1 }),
    {
      id: "same-name",
      title: "Orchestrated, and version 2 is registered under the name of version 1",
      set: { "flow.design": ORCHESTRATED, "flow.upgrade": "same-name" },
      violates: ["flows-end", "orders-right"],
    },
    {
      id: "alone",
      title: "Orchestrated, and version 1 is not registered any more",
      set: { "flow.design": ORCHESTRATED, "flow.upgrade": "alone" },
      violates: ["flows-end", "orders-right"],
    },
  ],
  claims: [
    {
      id: "forgotten",
      says: "To a state in memory a deployment is a crash: order-2 is forgotten",
      check: {
        kind: "orders",
        damaged: { "order-2": ["paid-not-shipped", "stock-held", "stuck"] },
        others: "any",
      },
      variants: levelIds(0, 1),
    },
    {
      id: "neither-path",
      says: "order-2 takes neither version's path: it is charged, and then checked",
      check: { kind: "orders", damaged: { "order-2": ["checked-too-late"] }, others: "any" },
      variants: levelIds(2),
    },
    {
      id: "old-way",
      says: "order-2 ends on the version that it began with, and order-3 is checked before it is charged",
      check: { kind: "orders", damaged: {} },
      variants: [ORCHESTRATED],
    },
    {
      id: "no-check",
      says: "Nobody checks order-2: its version has no check",
      check: { kind: "figure", query: CHECKS, is: { equals: 0 } },
      variants: [ORCHESTRATED],
    },
    {
      id: "held",
      says: "An orchestrator whose second version does not know the first holds order-2 back",
      check: {
        kind: "orders",
        damaged: { "order-2": ["paid-not-shipped", "stock-held", "stuck"] },
        others: "any",
      },
      variants: NAIVE,
    },
    {
      id: "named",
      says: "But it is listed as stuck, with the reason",
      check: { kind: "figure", query: NAMED, is: { atLeast: 1 } },
      variants: NAIVE,
    },
    {
      id: "new-way",
      says: "order-3, which begins after the deployment, is checked",
      check: {
        kind: "figure",
        query: { count: { type: "effect-applied", where: { effect: "check", job: "order-3" } } },
        is: { equals: 1 },
      },
    },
  ],
  lesson: {
    picture: [
      { shape: "coordinator" },
      { column: [{ note: "v1" }, { note: "v2" }] },
      { sign: "question", tone: "doubt" },
    ],
    situation: [
      "From today on each order is checked for fraud after its stock is reserved and before its card is charged. Version 2 of the coordinator does that; it has been tested, and it is deployed at noon.",
      "At that moment the card of order-2 is being charged. Its row in the table was written by version 1.",
    ],
    tryFirst: "Commit your prediction, then press play: the run pauses when version 2 is deployed.",
    prediction: {
      question: "What becomes of order-2?",
      choices: [
        {
          id: "never",
          text: "It never ends",
          when: { query: { count: { type: "flow-ended", where: { flow: "order-2" } } }, is: { equals: 0 } },
        },
        { id: "late", text: "It is checked after it was charged", when: { query: CHECKS, is: { atLeast: 1 } } },
        { id: "old", text: "It ends as version 1 had begun it", when: { query: CHECKS, is: { equals: 0 } } },
      ],
    },
    decisive: {
      at: { type: "fault-injected" },
      says: "Version 1 ends gracefully and version 2 takes its place. What it finds was written by version 1.",
    },
    happened: [
      {
        text: "order-2 was charged {charges} times and checked {checks} times, and {parcels} parcels left for it. Its flow ended {ended} times.",
        figures: {
          charges: { query: { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } },
          checks: { query: CHECKS },
          parcels: { query: { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } },
          ended: { query: { count: { type: "flow-ended", where: { flow: "order-2" } } } },
        },
      },
    ],
    why: [
      "A row says how an order stands, not by which rules it came there. Version 2 reads it by its own: the charge is done, the check is not, so the check is next; and the parcel leaves meanwhile. That is the way of neither version, and nobody has written or tested it.",
      "No level repairs this: it is not about crashes. A row would have to say which version began it, and the code of that version would have to stay.",
      "That is what an orchestrator's record does. Version 1 stays registered beside version 2 until its last order has ended. Without it, or with version 2 under the same name, the orchestrator breaks too: it does not know where in version 2 this order would be. But it does not guess: the order is held and listed as stuck, with the reason. Once version 1 is registered again it goes on; under the same name, somebody has to resume it.",
    ],
    next: { variant: ORCHESTRATED, text: "Deploy the same with an orchestrator that keeps both versions." },
  },
};
