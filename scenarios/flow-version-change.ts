import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, levelIds, levels, ORCHESTRATED, shop } from "./order-flow.ts";

const CHECKS = { count: { type: "effect-applied", where: { effect: "check", job: "order-2" } } } as const;
const ENDED = { count: { type: "flow-ended", where: { flow: "order-2" } } } as const;
const PARCELS = { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } as const;
const STORED = { count: { type: "flow-state-saved", where: { where: "store" } } } as const;
const MACHINE = { count: { type: "machine-state-changed" } } as const;
/** From the check of order-2 to its charge; 0 where the charge came first. */
const CHECKED_BEFORE = {
  elapsedMs: {
    from: { type: "effect-applied", where: { effect: "check", job: "order-2" } },
    to: { type: "effect-applied", where: { effect: "charge", job: "order-2" } },
  },
} as const;
const NAMED = { count: { type: "flow-stuck", where: { flow: "order-2" } } } as const;
const NAIVE = ["same-name", "alone"];

export const flowVersionChange: ScenarioSource = {
  id: "flow-version-change",
  title: "Versioning of flows: a deployment while an order is in progress",
  shows:
    "Version 2 of a flow adds a check before the charge. It is deployed while order-2 is being charged. Which way does order-2 go?",
  seed: 1,
  hopMs: 20,
  limitMs: 60_000,
  queues: FLOW_QUEUES.map((queue) => (queue.name === "payment" ? { ...queue, ackWaitMs: 3_000 } : queue)),
  requesters: shop(3, 3_000, { timeoutMs: 8_000 }),
  workers: flowWorkers({ slow: { payment: 1_500 } }),
  flow: coordination({ timeoutMs: 6_000, ask: { order: "order-2", atMs: 7_500 } }),
  // The command to charge is still sent: then the coordinator has nothing in progress, and ends.
  faults: [{ kind: "deploy", actor: "coordinator-1", at: { job: "order-2-charge", point: "before-publish" } }],
  variants: [
    ...levels({ "flows-end": 1, "orders-right": 6, "replies-match": 1 }),
    {
      id: "same-name",
      title: "Orchestrated, version 2 registered under the name of version 1",
      set: { "flow.design": ORCHESTRATED, "flow.upgrade": "same-name" },
      violates: ["flows-end", "orders-right"],
    },
    {
      id: "alone",
      title: "Orchestrated, version 1 no longer registered",
      set: { "flow.design": ORCHESTRATED, "flow.upgrade": "alone" },
      violates: ["flows-end", "orders-right"],
    },
  ],
  claims: [
    {
      id: "forgotten",
      says: "For state in memory a deployment is a crash: order-2 is forgotten.",
      check: {
        kind: "orders",
        damaged: { "order-2": ["paid-not-shipped", "stock-held", "stuck"] },
        others: "any",
      },
      variants: levelIds(0, 1),
    },
    {
      id: "neither-path",
      says: "order-2 takes the path of neither version: it is charged, and then checked.",
      check: { kind: "orders", damaged: { "order-2": ["checked-too-late"] }, others: "any" },
      variants: levelIds(2),
    },
    {
      id: "old-way",
      says: "order-2 ends on the version that it started with, and order-3 is checked before its charge.",
      check: { kind: "orders", damaged: {} },
      variants: [ORCHESTRATED],
    },
    {
      id: "no-check",
      says: "order-2 is not checked: its version has no check.",
      check: { kind: "figure", query: CHECKS, is: { equals: 0 } },
      variants: [ORCHESTRATED],
    },
    {
      id: "held",
      says: "An orchestrator without version 1 stops order-2.",
      check: {
        kind: "orders",
        damaged: { "order-2": ["paid-not-shipped", "stock-held", "stuck"] },
        others: "any",
      },
      variants: NAIVE,
    },
    {
      id: "named",
      says: "But it lists order-2 as stuck, with the reason.",
      check: { kind: "figure", query: NAMED, is: { atLeast: 1 } },
      variants: NAIVE,
    },
    {
      id: "new-way",
      says: "order-3, which starts after the deployment, is checked.",
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
    variant: "level-2",
    situation: [
      "From today on each order is checked for fraud after its stock is reserved and before its card is charged. Version 2 of the coordinator does that. It has been tested, and is deployed at noon.",
      "At that moment the card of order-2 is being charged, under version 1.",
      {
        text: "The coordinator has stored the state of order-2. Version 2 finds it there.",
        when: { query: STORED, is: { atLeast: 1 } },
      },
      {
        text: "The state of order-2 is in the memory of version 1's process.",
        when: { query: STORED, is: { equals: 0 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when version 2 is deployed.",
    prediction: {
      question: "What becomes of order-2?",
      choices: [
        {
          id: "late",
          text: "It is charged, and checked after that",
          when: [
            { query: ENDED, is: { atLeast: 1 } },
            { query: CHECKS, is: { atLeast: 1 } },
            { query: CHECKED_BEFORE, is: { equals: 0 } },
          ],
        },
        {
          id: "new",
          text: "It is checked, and charged after that",
          when: [
            { query: ENDED, is: { atLeast: 1 } },
            { query: CHECKS, is: { atLeast: 1 } },
            { query: CHECKED_BEFORE, is: { atLeast: 1 } },
          ],
        },
        {
          id: "old",
          text: "It is charged, and ends without a check",
          when: [
            { query: ENDED, is: { atLeast: 1 } },
            { query: CHECKS, is: { equals: 0 } },
          ],
        },
        {
          id: "never",
          text: "It is charged, and does not end at all",
          when: { query: ENDED, is: { equals: 0 } },
        },
      ],
    },
    decisive: {
      at: { type: "fault-injected" },
      says: "Version 1 shuts down cleanly, and version 2 takes its place. It finds the state that version 1 has stored.",
    },
    happened: [
      {
        text: "order-2 was charged {charges} time and checked {checks} times. {parcels} parcels left for it.",
        figures: {
          charges: { query: { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } },
          checks: { query: CHECKS },
          parcels: { query: PARCELS },
        },
        when: { query: CHECKS, is: { atLeast: 1 } },
      },
      {
        text: "order-2 was charged, not checked, and its parcel left: it ended as version 1 does it.",
        when: [
          { query: CHECKS, is: { equals: 0 } },
          { query: ENDED, is: { atLeast: 1 } },
        ],
      },
      {
        text: "order-2 was charged, and it never ended. No parcel left.",
        when: { query: ENDED, is: { equals: 0 } },
      },
      {
        text: "The orchestrator lists it as stuck, with the reason.",
        when: { query: NAMED, is: { atLeast: 1 } },
      },
    ],
    why: [
      {
        text: "Stored state says how far an order has come, not by which rules. Version 2 reads it by its own rules: the charge is done, the check is not, so the check is next, and the parcel leaves meanwhile. That is the way of neither version, and nobody has written or tested it.",
        when: [
          { query: STORED, is: { atLeast: 1 } },
          { query: MACHINE, is: { equals: 0 } },
        ],
      },
      {
        text: "State in memory ends with its process. To an order without stored state, a deployment is a crash.",
        when: { query: STORED, is: { equals: 0 } },
      },
      "No level of glue repairs this. It is not about crashes: the stored state would have to say which version started the order, and the code of that version would have to stay.",
      "An orchestrator's record does that. Version 1 stays registered beside version 2 until its last order has ended. If version 1 is missing, or version 2 has its name, the orchestrator fails, too: it does not know where in version 2 this order would be. But it does not guess. The order stops and is listed as stuck, with the reason. When version 1 is registered again, the order goes on. Under the same name, somebody has to resume it.",
    ],
    next: { variant: ORCHESTRATED, text: "Deploy the same with an orchestrator that keeps both versions." },
  },
};
