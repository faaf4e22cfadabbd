import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueDualWrite: ScenarioSource = {
  id: "glue-dual-write",
  title: "Saved, but not sent",
  shows: "The state says that the answer was sent, and the queue is empty: two writes, and a crash between them.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "reply-order-2-1", point: "before-publish" } }],
  variants: levels({ "flows-end": 1, "orders-right": 5, "replies-match": 1 }),
  claims: damageEnds(6, { "order-2": ["never-told"] }, "order-2 is done, and the shop never hears of it"),
  lesson: {
    picture: [{ shape: "store" }, { shape: "coordinator", is: "dead" }, { shape: "missing" }, { shape: "tube" }],
    situation: [
      "All steps of order-2 are done. The coordinator writes down that the order is completed, and is about to tell the shop. It dies between the two.",
      "What it wrote down is safe from level 2 on. The message is not in any queue.",
    ],
    tryFirst: "Commit your prediction, then press play: the run pauses at the crash.",
    prediction: {
      question: "Does the shop hear how order-2 ended?",
      choices: [
        {
          id: "yes",
          text: "Yes: what was not finished is done again",
          when: { query: { count: { type: "request-timed-out" } }, is: { equals: 0 } },
        },
        {
          id: "no",
          text: "No: the table says that it is over, so nobody sends anything more",
          when: { query: { count: { type: "request-timed-out" } }, is: { atLeast: 1 } },
        },
      ],
    },
    decisive: { at: { type: "actor-crashed" }, says: "Saved, and not sent: two writes, and a crash between them." },
    happened: [
      {
        text: "Parcels for order-2: {parcels}. Orders that the shop waited for in vain: {waited}.",
        figures: {
          parcels: { query: { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } },
          waited: { query: { count: { type: "request-timed-out" } } },
        },
      },
    ],
    why: [
      "A database and a queue are two places, and there is no write that reaches both. Whichever comes first, a crash can come between: saved and not sent, or sent and not saved.",
      "A sweeper helps where an answer is missing. Nobody answers an answer, so this one is missed by nobody. An outbox (level 6) saves the message in the same write as the state; a relay sends it from there, again if need be.",
    ],
    next: { variant: "level-6", text: "Save state and message in one write." },
  },
};
