import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

const messages = { count: { type: "job-sent" } } as const;

const writes = { count: { type: "flow-state-saved", where: { where: "store" } } } as const;

export const glueHappy: ScenarioSource = {
  id: "glue-happy",
  title: "Queue glue: a coordinator drives an order through five queues",
  shows: "Three orders, four steps each, and nothing goes wrong. How many messages does it take?",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3, 900),
  workers: flowWorkers(),
  flow: coordination(),
  variants: levels(),
  claims: [{ id: "all-right", says: "Every order comes out right.", check: { kind: "orders", damaged: {} } }],
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
      "A shop sells something. The stock is reserved, the card is charged, then the parcel is shipped and a mail is sent. Each of these four steps is a service behind a work queue of its own, and replies to a reply queue.",
      "A coordinator drives each order through: it sends a command to one queue, takes the reply from another, and sends the next command. At the end it replies to the shop. Nothing goes wrong here.",
    ],
    tryFirst: "Commit to a prediction, then press play and follow one order through the queues.",
    prediction: {
      question: "How many messages do the three orders take in all?",
      choices: [
        { id: "four", text: "12, one for each step of an order", when: { query: messages, is: { equals: 12 } } },
        { id: "eight", text: "24, a command and a reply per step", when: { query: messages, is: { equals: 24 } } },
        { id: "ten", text: "30, and the shop's request and reply", when: { query: messages, is: { equals: 30 } } },
      ],
    },
    decisive: {
      at: { type: "step-commanded", where: { step: "ship" } },
      says: "The card is charged. Two commands are sent at once: ship the parcel, and send the mail.",
    },
    segments: [
      {
        at: { type: "flow-ended", where: { flow: "order-1" } },
        says: "order-1 has ended, and the coordinator replies to the shop.",
      },
    ],
    happened: [
      {
        text: "{orders} orders took {messages} messages over {queues} queues. The shop got a reply for {told} orders.",
        figures: {
          orders: { query: { count: { type: "flow-started" } } },
          messages: { query: messages },
          queues: { query: { distinct: "queue", of: { type: "job-sent" } } },
          told: {
            query: { distinct: "request", of: { type: "reply-received", where: { replyTo: "shop-replies" } } },
          },
        },
      },
      {
        text: "The coordinator wrote {writes} times to its store, outside the queues.",
        figures: { writes: { query: { count: { type: "flow-state-saved", where: { where: "store" } } } } },
        when: { query: { count: { type: "flow-state-saved", where: { where: "store" } } }, is: { atLeast: 1 } },
      },
      {
        text: "The orchestrator has one more queue, which holds its deadlines.",
        when: { query: { count: { type: "machine-state-changed" } }, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A queue carries one message to one worker. No queue knows the order of the steps. Only the coordinator knows it, and all it knows of an order is what it has noted itself.",
      "While nothing fails, the naive coordinator (level 0) is the smallest that does the work. Each of the next lessons breaks one thing, and each level adds the repair.",
    ],
    next: {
      variant: "level-6",
      text: "Run the same three orders with all repairs.",
      prediction: {
        question: "Level 6 has all repairs. What do they cost while nothing fails?",
        choices: [
          {
            id: "messages",
            text: "More than 30 messages, and no writes",
            when: [
              { query: messages, is: { atLeast: 31 } },
              { query: writes, is: { equals: 0 } },
            ],
          },
          {
            id: "writes",
            text: "Writes to a store, and 30 messages still",
            when: [
              { query: messages, is: { equals: 30 } },
              { query: writes, is: { atLeast: 1 } },
            ],
          },
          {
            id: "both",
            text: "Writes to a store, and over 30 messages",
            when: [
              { query: messages, is: { atLeast: 31 } },
              { query: writes, is: { atLeast: 1 } },
            ],
          },
        ],
      },
    },
    challenge: {
      task: "Find a design that keeps the state of each order in a store, and writes to it fewer than 20 times for the three orders.",
      checks: [
        { says: "The state is written to a store.", check: { kind: "figure", query: writes, is: { atLeast: 1 } } },
        { says: "There are fewer than 20 writes.", check: { kind: "figure", query: writes, is: { atMost: 19 } } },
        { says: "Every order comes out right.", check: { kind: "orders", damaged: {} } },
      ],
      hints: [
        "Levels 0 and 1 keep everything in memory. What they know is gone after a crash.",
        "Level 6 writes what it is about to send, too. A lower level does not.",
      ],
      solution: {
        variant: "level-2",
        knobs: {},
        text: "Level 2 writes each order's row when it changes: 15 writes. The orchestrator needs as many.",
      },
      mistake: {
        variant: "level-6",
        knobs: {},
        text: "Level 6 has a store. But it also writes each message before it sends it, which makes 27 writes.",
      },
    },
    remember: [
      "A queue carries one message to one worker. It does not know what comes next.",
      "Somebody must know the order of the steps: here it is the coordinator.",
      "While nothing fails, the simplest coordinator is enough. The next lessons break things.",
    ],
    reading: [
      {
        title: "Process Manager, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/ProcessManager.html",
      },
      { title: "Saga, on microservices.io", url: "https://microservices.io/patterns/data/saga.html" },
    ],
  },
};
