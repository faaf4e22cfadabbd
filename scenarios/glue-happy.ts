import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueHappy: ScenarioSource = {
  id: "glue-happy",
  title: "An order over five queues",
  shows: "Without faults every level of queue glue brings each order to its end; the naive one has the fewest parts.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3, 900),
  workers: flowWorkers(),
  flow: coordination(),
  variants: levels(),
  claims: [{ id: "all-right", says: "Every order comes out right", check: { kind: "orders", damaged: {} } }],
  lesson: {
    picture: [
      { shape: "coordinator" },
      {
        column: [
          { token: "job", of: "order-1-ship" },
          { token: "reply", of: "order-1-charge" },
        ],
      },
      { stack: [{ shape: "worker" }, { shape: "worker" }] },
    ],
    situation: [
      "A shop sells something: the stock is reserved, the card is charged, then the parcel leaves and a mail is sent. Each step is a service behind a work queue of its own, and answers into a reply queue.",
      "A coordinator drives each order through: a command into one queue, an answer out of another, the next command. Nothing goes wrong here.",
    ],
    tryFirst: "Commit your prediction, then press play and follow one order through the queues.",
    prediction: {
      question: "How many messages does one order take, from the shop's request to the answer?",
      choices: [
        { id: "four", text: "Four: one a step", when: { query: { count: { type: "job-sent" } }, is: { atMost: 12 } } },
        {
          id: "ten",
          text: "Ten: request and answer, and two for each step",
          when: { query: { count: { type: "job-sent" } }, is: { equals: 30 } },
        },
        { id: "more", text: "More than ten", when: { query: { count: { type: "job-sent" } }, is: { atLeast: 31 } } },
      ],
    },
    decisive: {
      at: { type: "step-commanded", where: { step: "ship" } },
      says: "The card is charged. Two commands leave at once: the parcel and the mail.",
    },
    happened: [
      {
        text: "{orders} orders took {messages} messages over seven queues, and every customer heard how it ended.",
        figures: {
          orders: { query: { count: { type: "flow-started" } } },
          messages: { query: { count: { type: "job-sent" } } },
        },
      },
    ],
    why: [
      "Queues carry one message to one worker. What comes after what is nobody's business but the coordinator's, and all that it knows of an order is what it has written down itself.",
      "While nothing fails, the naive coordinator is the smallest that does the work. The lessons that follow break one thing at a time, and each level adds what repairs it.",
    ],
    next: { variant: "level-6", text: "See what the same three orders take with everything repaired." },
  },
};
