import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, levels, shop, ALWAYS } from "./order-flow.ts";

const CHARGES = { count: { type: "step-commanded", where: { step: "charge" } } } as const;

export const glueRetryStorm: ScenarioSource = {
  id: "glue-retry-storm",
  title: "Retries at every layer",
  shows:
    "A service is slow; shop and coordinator both ask again, and every retry makes it slower: load rises as health falls.",
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
      says: "The slow service is told far more often than there are orders",
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
      "Today the payment service takes two seconds for a charge, and it is one worker. Four orders come within a second.",
      "Everybody has been careful: the coordinator asks again after two seconds, the shop after five, the queue delivers again what was not acknowledged.",
    ],
    tryFirst: "Commit your prediction, then press play and watch the payment queue.",
    prediction: {
      question: "How often is the payment service told to charge, for four orders?",
      choices: [
        { id: "four", text: "Four times", when: { query: CHARGES, is: { atMost: 4 } } },
        { id: "more", text: "Up to seven times", when: { query: CHARGES, is: { atLeast: 5, atMost: 7 } } },
        { id: "storm", text: "Twice as often, or more", when: { query: CHARGES, is: { atLeast: 8 } } },
      ],
    },
    decisive: {
      at: { type: "step-timed-out" },
      says: "The first retry. The command that it repeats is still waiting in the queue, or being worked on.",
    },
    happened: [
      {
        text: "Commands to charge, for four orders: {charges}. Times that the payment service began to work: {runs}. Answers that came too late to be of use: {late}.",
        figures: {
          charges: { query: CHARGES },
          runs: { query: { count: { type: "job-started", where: { queue: "payment" } } } },
          late: { query: { count: { type: ["reply-late", "reply-duplicate"] } } },
        },
      },
    ],
    why: [
      "A service that is slow gets more to do because it is slow. Each layer's retry is reasonable by itself; together they multiply.",
      "Keys keep the money right, not the load. No level of glue repairs this, and an orchestrator does not by itself: one place that knows of all tries is needed, and one budget for them.",
    ],
    next: { variant: "level-3", text: "See whether stored deadlines calm it." },
  },
};
