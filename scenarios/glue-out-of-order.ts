import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

const ended = (outcome: "completed" | "cancelled") =>
  ({ count: { type: "flow-ended", where: { flow: "order-2", outcome } } }) as const;
const effects = (effect: string) => ({ count: { type: "effect-applied", where: { effect, job: "order-2" } } }) as const;

export const glueOutOfOrder: ScenarioSource = {
  id: "glue-out-of-order",
  title: "Message ordering in a flow: the last reply comes first",
  shows: "Two steps run in parallel, and one reply is slow. What does the coordinator tell the customer?",
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
    "The customer of order-2 is told that it is done, and its parcel never leaves.",
  ),
  lesson: {
    picture: [
      { shape: "coordinator" },
      { token: "reply", of: "order-2-notify" },
      { sign: "hourglass" },
      { token: "reply", of: "order-2-ship" },
    ],
    situation: [
      "The commands for parcel and mail of order-2 are sent at the same time. In every run so far the mail was answered last.",
      "Today the reply about the parcel is slow. And it is a refusal: the carrier does not deliver to this address.",
    ],
    tryFirst: "Commit to a prediction, then press play and watch the card of order-2.",
    prediction: {
      question: "What is the customer of order-2 told?",
      choices: [
        {
          id: "done",
          text: "That it is done, and the parcel comes",
          when: [
            { query: ended("completed"), is: { atLeast: 1 } },
            { query: effects("ship"), is: { atLeast: 1 } },
          ],
        },
        {
          id: "right",
          text: "That it is cancelled, and no parcel comes",
          when: [
            { query: ended("cancelled"), is: { atLeast: 1 } },
            { query: effects("ship"), is: { equals: 0 } },
          ],
        },
        {
          id: "wrong",
          text: "That it is done, but no parcel comes",
          when: [
            { query: ended("completed"), is: { atLeast: 1 } },
            { query: effects("ship"), is: { equals: 0 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "flow-ended", where: { flow: "order-2" } },
      says: "This is what the coordinator believes of order-2. Compare it with what the services have done.",
    },
    happened: [
      {
        text: "The coordinator ended order-2 as completed. Its card was charged, and no parcel left.",
        when: { query: ended("completed"), is: { atLeast: 1 } },
      },
      {
        text: "The coordinator cancelled order-2. Its card was charged and refunded, and no parcel left.",
        when: { query: effects("refund"), is: { atLeast: 1 } },
      },
      {
        text: "{mails} mails and {apologies} apologies were sent.",
        figures: { mails: { query: effects("notify") }, apologies: { query: effects("apologize") } },
      },
    ],
    why: [
      "Two queues and two workers: the faster one today replies first. The author of level 0 saw that the mail was always answered last, and takes its reply for the end. But a habit of the system is not a promise.",
      "A table that holds each step by itself (level 2) does not depend on the order of the replies. The flow goes on when all the steps are done that must come before.",
      "A mail cannot be unsent. If the order is cancelled after its mail, the compensation is a second mail that apologizes.",
    ],
    next: { variant: "level-2", text: "Keep a table of steps." },
  },
};
