import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueOutOfOrder: ScenarioSource = {
  id: "glue-out-of-order",
  title: "The last answer came first",
  shows:
    "The mail is answered before the parcel; the naive coordinator takes it for the end, and the refusal comes too late.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers({ refuses: { shipping: [{ order: "order-2", action: "ship" }] } }),
  flow: coordination(),
  faults: [{ kind: "wire", what: "delay", job: "reply-order-2-ship-1", delayMs: 1_000 }],
  variants: levels({ "orders-right": 1 }),
  claims: damageEnds(
    2,
    { "order-2": ["paid-not-shipped", "stock-held", "mailed-wrong", "told-wrong"] },
    "order-2 is told done, and its parcel never leaves",
  ),
  lesson: {
    picture: [
      { shape: "coordinator" },
      { token: "reply", of: "order-2-notify" },
      { sign: "hourglass" },
      { token: "reply", of: "order-2-ship" },
    ],
    situation: [
      "Parcel and mail of order-2 are commanded together. The coordinator's author has seen that the mail is always answered last, and takes its answer for the end.",
      "Today the answer about the parcel is slow. And it is a no: the carrier does not deliver to this address.",
    ],
    tryFirst: "Commit your prediction, then press play and watch order-2's card.",
    prediction: {
      question: "What is the customer told?",
      choices: [
        {
          id: "right",
          text: "That the order is cancelled",
          when: {
            query: { count: { type: "flow-ended", where: { flow: "order-2", outcome: "cancelled" } } },
            is: { atLeast: 1 },
          },
        },
        {
          id: "wrong",
          text: "That all is done, though no parcel will come",
          when: {
            query: { count: { type: "flow-ended", where: { flow: "order-2", outcome: "completed" } } },
            is: { atLeast: 1 },
          },
        },
      ],
    },
    decisive: {
      at: { type: "flow-ended", where: { flow: "order-2" } },
      says: "This is what the coordinator believes of order-2. Compare it with what has happened outside.",
    },
    happened: [
      {
        text: "Parcels for order-2: {parcels}. Charged: {charges}, given back: {refunds}. Mails: {mails}, and apologies for them: {apologies}.",
        figures: {
          parcels: { query: { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } },
          charges: { query: { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } },
          refunds: { query: { count: { type: "effect-applied", where: { effect: "refund", job: "order-2" } } } },
          mails: { query: { count: { type: "effect-applied", where: { effect: "notify", job: "order-2" } } } },
          apologies: { query: { count: { type: "effect-applied", where: { effect: "apologize", job: "order-2" } } } },
        },
      },
    ],
    why: [
      "Two queues, two workers, two answers: which comes first is decided by whoever is faster today. A habit of the system is not a promise of it.",
      "A table that holds each step by itself (level 2) does not care for the order of answers: the flow goes on when all that must be done before is done.",
      "A mail cannot be unsent. When the order is cancelled after its mail, compensation is a second mail that apologizes for the first.",
    ],
    next: { variant: "level-2", text: "Keep a table of steps." },
  },
};
