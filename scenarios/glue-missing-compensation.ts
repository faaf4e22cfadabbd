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
  workers: flowWorkers({ refuses: { shipping: [{ order: "order-2", action: "ship" }] } }),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "order-2-release", point: "before-publish" } }],
  variants: levels({ "flows-end": 2, "orders-right": 4, "replies-match": 1 }),
  claims: damageEnds(5, { "order-2": ["stock-held"] }, "Stock is held for order-2, which will never leave"),
  lesson: {
    picture: [
      { shape: "coordinator", is: "dead" },
      { sign: "undo" },
      { column: [{ token: "job", of: "order-2-refund" }, { shape: "missing" }] },
    ],
    situation: [
      "Nobody delivers to the address of order-2. The money is to be given back, and then the stock is to be released.",
      "The coordinator sends the refund, and dies before the release.",
    ],
    tryFirst: "Commit your prediction, then press play: the run pauses at the crash.",
    prediction: {
      question: "What becomes of the stock that was reserved for order-2?",
      choices: [
        {
          id: "released",
          text: "It is released in the end",
          when: {
            query: { count: { type: "effect-applied", where: { effect: "release", job: "order-2" } } },
            is: { atLeast: 1 },
          },
        },
        {
          id: "held",
          text: "It is held for ever",
          when: {
            query: { count: { type: "effect-applied", where: { effect: "release", job: "order-2" } } },
            is: { equals: 0 },
          },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "Halfway back: the money is on its way to the customer, the stock is not.",
    },
    happened: [
      {
        text: "Refunds for order-2: {refunds}. Releases of its stock: {releases}.",
        figures: {
          refunds: { query: { count: { type: "effect-applied", where: { effect: "refund", job: "order-2" } } } },
          releases: { query: { count: { type: "effect-applied", where: { effect: "release", job: "order-2" } } } },
        },
      },
    ],
    why: [
      "The way back is a flow of several steps like the way there, and can break at any of them. It is written last, tested least, and runs when things are going wrong already.",
      "Sweeping for overdue answers (level 3) does not help: up to level 4 the way back is sent and forgotten. As a list in the table, with each entry sent until it is answered (level 5), it is as safe as the way there.",
    ],
    next: { variant: "level-5", text: "Write down what is to be taken back." },
  },
};
