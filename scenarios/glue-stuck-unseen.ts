import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, levels, shop, ALWAYS, levelIds, ORCHESTRATED } from "./order-flow.ts";

const places = { max: "lookUps", of: { type: "flow-looked-up" } } as const;
const table = { count: { type: "flow-state-saved", where: { where: "store" } } } as const;
const machine = { count: { type: "machine-state-changed" } } as const;

export const glueStuckUnseen: ScenarioSource = {
  id: "glue-stuck-unseen",
  title: "Observability of a flow: where is order-2?",
  shows: "A message is lost, and a customer asks where the order is. In how many places must somebody look?",
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
      says: "order-2 is stuck in every design, as long as its timeout lasts.",
      check: { kind: "orders", damaged: { "order-2": ["stuck", "stock-held"] } },
    },
    {
      id: "many-places",
      says: "To say where it is, somebody must look in five places or more.",
      check: { kind: "figure", query: { max: "lookUps", of: { type: "flow-looked-up" } }, is: { atLeast: 5 } },
      variants: levelIds(0),
    },
    {
      id: "one-place",
      says: "An orchestrator says in one look-up where it is, and what it waits for.",
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
      "A message of order-2 is lost: its sender got a confirmation, and the message is in no queue. A step may take ten minutes here, so no timeout has passed yet.",
      "The customer calls: where is my order?",
    ],
    tryFirst: "Commit to a prediction, then press play until the question is asked.",
    prediction: {
      question: "In how many places must somebody look to say where order-2 is?",
      choices: [
        { id: "few", text: "Two to four", when: { query: places, is: { atLeast: 2, atMost: 4 } } },
        { id: "many", text: "Five or more", when: { query: places, is: { atLeast: 5 } } },
        { id: "one", text: "Only one", when: { query: places, is: { equals: 1 } } },
      ],
    },
    decisive: {
      at: { type: "flow-looked-up" },
      says: "Somebody has looked in one place after the other. This is what was found.",
    },
    happened: [
      {
        text: "{places} places were searched for order-2.",
        figures: { places: { query: places } },
      },
      {
        text: "None of them holds a message of order-2. Now we know where the order is not.",
        when: { query: table, is: { equals: 0 } },
      },
      {
        text: "The table says that the command to charge was sent, but no queue holds it.",
        when: [
          { query: table, is: { atLeast: 1 } },
          { query: machine, is: { equals: 0 } },
        ],
      },
      {
        text: "The orchestrator's record says that the order waits for its charge.",
        when: { query: machine, is: { atLeast: 1 } },
      },
      "Stock is held for order-2. Its card was not charged, and no parcel left.",
    ],
    why: [
      "A queue can say how many messages it holds, not where an order is. The state of one order is spread over the queues, their dead-letter queues, and the messages in flight.",
      "The table of level 2 makes the search shorter, and does not end it: it says what was sent, not what became of it. An orchestrator keeps each order in one record, and one look-up says what it waits for. The lost message itself comes back only when the timeout passes, in every design.",
    ],
    next: { variant: ORCHESTRATED, text: "Ask an orchestrator the same question." },
  },
};
