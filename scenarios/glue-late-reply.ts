import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, flowQueues, flowWorkers, levels, shop } from "./order-flow.ts";

const effects = (effect: string) => ({ count: { type: "effect-applied", where: { effect, job: "order-2" } } }) as const;
const late = { count: { type: "reply-late" } } as const;

export const glueLateReply: ScenarioSource = {
  id: "glue-late-reply",
  title: "Timeout of a step: was it done or not?",
  shows:
    "A step times out and is given up. Later its reply arrives: the parcel has been shipped. What does the business see?",
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
    "order-2 was refunded and its stock released, and its parcel is on its way.",
  ),
  lesson: {
    picture: [
      { shape: "coordinator" },
      { sign: "hourglass" },
      { token: "reply", of: "order-2-ship" },
      { shape: "worker", is: "paused" },
    ],
    situation: [
      "The parcel of order-2 leaves, but the shipping service is paused before it can reply. The coordinator gets no reply in time, gives the step up, and compensates: it refunds the money and releases the stock.",
      "Then the shipping service goes on, and replies: shipped.",
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the step times out.",
    prediction: {
      question: "How does order-2 end?",
      choices: [
        {
          id: "kept",
          text: "Refunded, and no parcel has left",
          when: { query: effects("ship"), is: { equals: 0 } },
        },
        {
          id: "nothing",
          text: "Refunded, and its parcel is recalled",
          when: [
            { query: effects("refund"), is: { atLeast: 1 } },
            { query: effects("ship"), is: { atLeast: 1 } },
            { query: effects("recall"), is: { atLeast: 1 } },
          ],
        },
        {
          id: "gift",
          text: "Refunded, and its parcel arrives",
          when: [
            { query: effects("refund"), is: { atLeast: 1 } },
            { query: effects("ship"), is: { atLeast: 1 } },
            { query: effects("recall"), is: { equals: 0 } },
          ],
        },
        {
          id: "paid",
          text: "Not refunded, and its parcel arrives",
          when: [
            { query: effects("ship"), is: { atLeast: 1 } },
            { query: effects("refund"), is: { equals: 0 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "step-timed-out" },
      says: "No reply in time. A timeout is not a 'no': the coordinator does not know whether the parcel has left.",
    },
    happened: [
      {
        text: "{parcels} parcel of order-2 left, and {refunds} refund was made.",
        figures: { parcels: { query: effects("ship") }, refunds: { query: effects("refund") } },
      },
      {
        text: "The parcel was recalled.",
        when: { query: effects("recall"), is: { atLeast: 1 } },
      },
      {
        text: "Nobody recalled the parcel: the customer has the money and gets the goods.",
        when: { query: effects("recall"), is: { equals: 0 } },
      },
      {
        text: "{late} replies came after their step was given up.",
        figures: { late: { query: late } },
      },
    ],
    why: [
      "A timeout says that a reply is missing, not that nothing was done. Up to level 3 the coordinator compensates what it knows to be done, and this step is not among it.",
      "Level 4 compensates everything that was sent. The compensation names the key of the command that it compensates. If the parcel has left, it is recalled. If the command is still on its way, the service will refuse it by its key.",
    ],
    next: { variant: "level-4", text: "Also compensate the steps that may have been done." },
  },
};
