import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

const effects = (effect: string) => ({ count: { type: "effect-applied", where: { effect, job: "order-2" } } }) as const;

export const glueMissingCompensation: ScenarioSource = {
  id: "glue-missing-compensation",
  title: "Compensation (saga): a crash during the way back",
  shows:
    "An order is cancelled, and the coordinator crashes between two compensations. Is everything compensated in the end?",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers({ refuses: { shipping: [{ order: "order-2", action: "ship" }] } }),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "order-2-release", point: "before-publish" } }],
  variants: levels({ "flows-end": 2, "orders-right": 4, "replies-match": 1 }),
  claims: damageEnds(5, { "order-2": ["stock-held"] }, "Stock is held for order-2, which will never be shipped."),
  lesson: {
    picture: [
      { shape: "coordinator", is: "dead" },
      { sign: "undo" },
      { column: [{ token: "job", of: "order-2-refund" }, { shape: "missing" }] },
    ],
    situation: [
      "The carrier does not deliver to the address of order-2. So the order is cancelled: the money is to be refunded, and then the stock is to be released.",
      "The coordinator sends the refund, and crashes before it sends the release.",
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses at the crash.",
    prediction: {
      question: "What becomes of the money and the stock of order-2?",
      choices: [
        {
          id: "held",
          text: "The money is refunded, and the stock stays held",
          when: [
            { query: effects("refund"), is: { atLeast: 1 } },
            { query: effects("release"), is: { equals: 0 } },
          ],
        },
        {
          id: "released",
          text: "The money is refunded, and the stock released",
          when: [
            { query: effects("refund"), is: { atLeast: 1 } },
            { query: effects("release"), is: { atLeast: 1 } },
          ],
        },
        {
          id: "neither",
          text: "The money is not refunded, the stock stays held",
          when: [
            { query: effects("refund"), is: { equals: 0 } },
            { query: effects("release"), is: { equals: 0 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "One compensation is sent, the other one is not.",
    },
    happened: [
      {
        text: "{refunds} refund was made for order-2.",
        figures: { refunds: { query: effects("refund") } },
      },
      {
        text: "Its stock was released, too.",
        when: { query: effects("release"), is: { atLeast: 1 } },
      },
      {
        text: "Its stock was never released: it is held for an order that will never be shipped.",
        when: { query: effects("release"), is: { equals: 0 } },
      },
    ],
    why: [
      "The way back is a flow of several steps, too, and can break at any of them. It is written last, tested least, and runs when something is going wrong already.",
      "A sweep for overdue replies (level 3) does not help: up to level 4 a compensation is sent and forgotten. Level 5 keeps the compensations as a list in the table and sends each until it is answered. Then the way back is as safe as the way there.",
    ],
    next: { variant: "level-5", text: "Store the list of compensations." },
  },
};
