import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

const parcels = { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } as const;
const inVain = { count: { type: "request-timed-out", where: { request: "order-2" } } } as const;
const stored = { count: { type: "flow-state-saved", where: { where: "store" } } } as const;

export const glueDualWrite: ScenarioSource = {
  id: "glue-dual-write",
  title: "Dual write: state and message, and a crash between them",
  shows:
    "The coordinator stores that an order is completed, and crashes before it tells the shop. Does the shop hear of it?",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "reply-order-2-1", point: "before-publish" } }],
  variants: levels({ "flows-end": 1, "orders-right": 5, "replies-match": 1 }),
  claims: damageEnds(6, { "order-2": ["never-told"] }, "order-2 is done, and the shop never hears of it."),
  lesson: {
    picture: [{ shape: "store" }, { shape: "coordinator", is: "dead" }, { shape: "missing" }, { shape: "tube" }],
    variant: "level-5",
    situation: [
      {
        text: "All steps of order-2 are done. The coordinator writes into its store that the order is completed, and is about to send the reply to the shop. It crashes between the two.",
        when: { query: stored, is: { atLeast: 1 } },
      },
      {
        text: "All steps of order-2 are done. The coordinator, which keeps its orders only in memory, is about to send the reply to the shop. It crashes before that.",
        when: { query: stored, is: { equals: 0 } },
      },
      "It is started again a second later.",
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses at the crash.",
    prediction: {
      question: "Does the shop hear how order-2 ended?",
      choices: [
        {
          id: "yes",
          text: "Yes, soon after the restart",
          when: { query: inVain, is: { equals: 0 } },
        },
        {
          id: "no",
          text: "No, though its parcel has left",
          when: [
            { query: inVain, is: { atLeast: 1 } },
            { query: parcels, is: { atLeast: 1 } },
          ],
        },
        {
          id: "neither",
          text: "No, and its parcel stays here",
          when: [
            { query: inVain, is: { atLeast: 1 } },
            { query: parcels, is: { equals: 0 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The state is stored, and the message is not sent: two writes, and a crash between them.",
    },
    happened: [
      {
        text: "{parcels} parcel of order-2 left.",
        figures: { parcels: { query: parcels } },
      },
      {
        text: "The shop waited for the reply until its timeout, and got none.",
        when: { query: inVain, is: { atLeast: 1 } },
      },
      {
        text: "The shop got its reply.",
        when: { query: inVain, is: { equals: 0 } },
      },
    ],
    why: [
      "A store and a queue are two places, and no single write reaches both. Whichever comes first, a crash can come between them: stored and not sent, or sent and not stored.",
      "A sweeper helps where a reply is missing. Nobody replies to a reply, so nobody misses this one. An outbox (level 6) saves the message in the same write as the state. A relay sends it from there, again if necessary.",
    ],
    next: { variant: "level-6", text: "Save state and message in one write." },
  },
};
