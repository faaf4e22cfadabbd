import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, levels, shop, ALWAYS, levelIds, ORCHESTRATED } from "./order-flow.ts";

export const glueStuckUnseen: ScenarioSource = {
  id: "glue-stuck-unseen",
  title: "Where is order 2?",
  shows:
    "One message of five queues is lost; no level of glue can say where the order is without looking at each place.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination({ timeoutMs: 600_000, ask: { order: "order-2", atMs: 8_000 } }),
  faults: [{ kind: "wire", what: "lose", job: "order-2-charge" }],
  variants: levels({ "flows-end": ALWAYS, "orders-right": ALWAYS, "nothing-lost": ALWAYS }),
  claims: [
    {
      id: "stuck",
      says: "order-2 is stuck at every level, as long as its timeout is",
      check: { kind: "orders", damaged: { "order-2": ["stuck", "stock-held"] } },
    },
    {
      id: "many-places",
      says: "To say where it is, five places and more must be looked at",
      check: { kind: "figure", query: { max: "lookUps", of: { type: "flow-looked-up" } }, is: { atLeast: 5 } },
      variants: levelIds(0),
    },
    {
      id: "one-place",
      says: "An orchestrator says where it is, and what it waits for, in one look-up",
      check: { kind: "figure", query: { max: "lookUps", of: { type: "flow-looked-up" } }, is: { equals: 1 } },
      variants: [ORCHESTRATED],
    },
  ],
  lesson: {
    picture: [
      { stack: [{ shape: "tube" }, { shape: "tube" }, { shape: "tube" }] },
      { sign: "question", tone: "doubt" },
    ],
    situation: [
      "One of the messages of order-2 is lost: its sender was told that it is safe, and it never came to lie in the queue. A step may take ten minutes here, so nobody is impatient yet.",
      "The customer calls: where is my order?",
    ],
    tryFirst: "Commit your prediction, then press play until the question is asked.",
    prediction: {
      question: "In how many places must somebody look to say where order-2 is?",
      choices: [
        {
          id: "one",
          text: "In one",
          when: { query: { max: "lookUps", of: { type: "flow-looked-up" } }, is: { atMost: 1 } },
        },
        {
          id: "few",
          text: "In two to four",
          when: { query: { max: "lookUps", of: { type: "flow-looked-up" } }, is: { atLeast: 2, atMost: 4 } },
        },
        {
          id: "many",
          text: "In five or more, and then it is only known where it is not",
          when: { query: { max: "lookUps", of: { type: "flow-looked-up" } }, is: { atLeast: 5 } },
        },
      ],
    },
    decisive: {
      at: { type: "flow-looked-up" },
      says: "Somebody has looked, one place after the other. This is what was found.",
    },
    happened: [
      {
        text: "Places looked at: {places}. Stock is held for order-2; charges: {charges}, parcels that left: {parcels}.",
        figures: {
          places: { query: { max: "lookUps", of: { type: "flow-looked-up" } } },
          charges: { query: { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } },
          parcels: { query: { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } },
        },
      },
    ],
    why: [
      "A queue can say how many messages it holds, not where an order is. The state of one order is spread over seven queues, their dead letters, and what is in hand somewhere.",
      "The table of level 2 shortens the search, it does not end it: it says what was sent, not what became of it. No level repairs that. An orchestrator keeps each order in one record: one look says what it waits for. What was lost comes back only with the timeout.",
    ],
    next: { variant: ORCHESTRATED, text: "Ask the same of an orchestrator." },
  },
};
