import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, flowQueues, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueLateReply: ScenarioSource = {
  id: "glue-late-reply",
  title: "Refunded, and shipped",
  shows: "A step times out and is given up; then its success arrives: the money is back, and the parcel has left.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: flowQueues({ shipping: 6_000, mail: 6_000 }),
  requesters: shop(3, 4_000),
  workers: flowWorkers(),
  flow: coordination({ tries: 1, ask: { order: "order-2", atMs: 6_500 } }),
  faults: [
    { kind: "pause", at: { job: "order-2-ship", point: "before-reply" }, forMs: 3_500 },
    { kind: "pause", at: { job: "order-2-notify", point: "before-reply" }, forMs: 3_500 },
  ],
  variants: levels({ "orders-right": 3 }),
  claims: damageEnds(
    4,
    { "order-2": ["shipped-not-paid", "shipped-without-stock", "told-wrong"] },
    "order-2 was refunded and its stock released, and its parcel has left",
  ),
  lesson: {
    picture: [
      { shape: "coordinator" },
      { sign: "hourglass" },
      { token: "reply", of: "order-2-ship" },
      { shape: "worker", is: "paused" },
    ],
    situation: [
      "The parcel of order-2 leaves, but the shipping service freezes before it can say so. The coordinator hears nothing, gives the step up, gives the money back and releases the stock.",
      "Then the service thaws, and answers: shipped.",
    ],
    tryFirst: "Commit your prediction, then press play: the run pauses when the timeout strikes.",
    prediction: {
      question: "What does the business see of order-2?",
      choices: [
        {
          id: "nothing",
          text: "A cancelled order: nothing was sent, nothing was paid",
          when: {
            query: { count: { type: "effect-applied", where: { effect: "recall", job: "order-2" } } },
            is: { atLeast: 1 },
          },
        },
        {
          id: "gift",
          text: "A gift: the money is back, and the parcel is on its way",
          when: {
            query: { count: { type: "effect-applied", where: { effect: "recall", job: "order-2" } } },
            is: { equals: 0 },
          },
        },
      ],
    },
    decisive: {
      at: { type: "step-timed-out" },
      says: "No answer in time. That is no 'no': whether the parcel left, nobody here knows.",
    },
    happened: [
      {
        text: "Parcels for order-2: {parcels}, called back: {recalls}. Refunds: {refunds}. Answers that came too late: {late}.",
        figures: {
          parcels: { query: { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } },
          recalls: { query: { count: { type: "effect-applied", where: { effect: "recall", job: "order-2" } } } },
          refunds: { query: { count: { type: "effect-applied", where: { effect: "refund", job: "order-2" } } } },
          late: { query: { count: { type: "reply-late" } } },
        },
      },
    ],
    why: [
      "A timeout says that an answer is missing, not that nothing was done. Up to level 3 the coordinator takes back what it knows to be done, and this step is not among it.",
      "Level 4 takes back whatever was sent. The command to take back names the key of what it takes back: if the parcel left, it is called back; if its command is still under way, it will come to nothing.",
    ],
    next: { variant: "level-4", text: "Take back what may have happened, too." },
  },
};
