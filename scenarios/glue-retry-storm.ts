import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, levels, shop, ALWAYS, ORCHESTRATED } from "./order-flow.ts";

const CHARGES = { count: { type: "step-commanded", where: { step: "charge" } } } as const;

const STARTS = { count: { type: "job-started", where: { queue: "payment" } } } as const;

export const glueRetryStorm: ScenarioSource = {
  id: "glue-retry-storm",
  title: "Retry storm: a slow service, and retries at every layer",
  shows: "A service is slow, and the shop, the coordinator and the queue all retry. How often is it told to charge?",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(4, 300, { timeoutMs: 5_000, tries: 2 }),
  workers: flowWorkers({ slow: { payment: 2_000 } }),
  flow: coordination({ tries: 3 }),
  faults: [],
  variants: levels({ "orders-right": ALWAYS, "flows-end": ALWAYS, "effects-at-most-once": 0, "replies-match": 6 }),
  claims: [
    {
      id: "storm",
      says: "The slow service gets far more commands than there are orders.",
      check: {
        kind: "figure",
        query: CHARGES,
        is: { atLeast: 8 },
      },
    },
  ],
  lesson: {
    picture: [
      {
        column: [
          { token: "job", of: "order-1-charge", duplicate: true },
          { token: "job", of: "order-2-charge", duplicate: true },
        ],
      },
      {
        column: [
          { token: "job", of: "order-3-charge", duplicate: true },
          { token: "job", of: "order-4-charge", duplicate: true },
        ],
      },
      { shape: "tube", full: true },
      { shape: "worker" },
    ],
    situation: [
      "Today the payment service takes two seconds for a charge, and it has one worker. Four orders come within a second.",
      "Everybody has been careful. The coordinator sends its command again after two seconds, the shop repeats its request after five, and the queue delivers again what was not acknowledged.",
    ],
    tryFirst: "Commit to a prediction, then press play and watch the payment queue.",
    prediction: {
      question: "How many commands to charge are sent for the four orders?",
      choices: [
        { id: "more", text: "Five to eight", when: { query: CHARGES, is: { atLeast: 5, atMost: 8 } } },
        { id: "storm", text: "Nine or more", when: { query: CHARGES, is: { atLeast: 9 } } },
        { id: "four", text: "Exactly four", when: { query: CHARGES, is: { equals: 4 } } },
      ],
    },
    decisive: {
      at: { type: "step-timed-out" },
      says: "The first retry. The command that it repeats is still in the queue, or in progress.",
    },
    happened: [
      {
        text: "{charges} commands to charge were sent for four orders. The payment service started {runs} runs.",
        figures: { charges: { query: CHARGES }, runs: { query: STARTS } },
      },
      {
        text: "{late} replies came too late to be useful.",
        figures: { late: { query: { count: { type: ["reply-late", "reply-duplicate"] } } } },
      },
      {
        text: "The last order ended {end} after the first request.",
        figures: {
          end: { query: { elapsedMs: { from: { type: "request-sent" }, to: { type: "flow-ended" } } }, as: "ms" },
        },
      },
    ],
    why: [
      "A slow service gets more to do because it is slow. The retries of each layer are reasonable by themselves. Together they multiply.",
      "Keys keep the money right, not the load. No level of glue repairs this, and the orchestrator is worse here than most levels: it sends a compensation until it is answered, as level 5 does, so it starts the slow service more often and finishes last. What helps is one budget of retries for all layers, or a circuit breaker.",
    ],
    next: { variant: ORCHESTRATED, text: "Let an orchestrator do it. Is there less load?" },
  },
};
