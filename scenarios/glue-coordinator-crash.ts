import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueCoordinatorCrash: ScenarioSource = {
  id: "glue-coordinator-crash",
  title: "Dead between two publishes",
  shows: "The coordinator dies after one of two commands: one branch runs, the other never; and nobody notices.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "order-2-notify", point: "before-publish" } }],
  variants: levels({ "flows-end": 2, "orders-right": 2, "replies-match": 1 }),
  claims: damageEnds(
    3,
    { "order-2": ["not-notified", "stuck"] },
    "order-2 was paid and sent, its mail never; and nobody notices",
  ),
  lesson: {
    picture: [
      { shape: "coordinator", is: "dead" },
      { column: [{ token: "job", of: "order-2-ship" }, { shape: "missing" }] },
      { stack: [{ shape: "worker" }, { shape: "worker" }] },
    ],
    situation: [
      "order-2 is paid. Two commands are to be sent: ship the parcel, and send the mail. The coordinator sends the first, and dies.",
      "It is started again a second later. The answer that it was working on comes back to it, because it had not been acknowledged.",
    ],
    tryFirst: "Commit your prediction, then press play: the run pauses at the crash.",
    prediction: {
      question: "What becomes of order-2?",
      choices: [
        {
          id: "both",
          text: "The answer comes again, so both commands are sent in the end",
          when: {
            query: { count: { type: "effect-applied", where: { effect: "notify", job: "order-2" } } },
            is: { atLeast: 1 },
          },
        },
        {
          id: "half",
          text: "The parcel leaves; the mail is never sent, and nobody notices",
          when: {
            query: { count: { type: "effect-applied", where: { effect: "notify", job: "order-2" } } },
            is: { equals: 0 },
          },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "Between two publishes: one command is in its queue, the other was never sent.",
    },
    happened: [
      {
        text: "Of order-2, parcels that left: {parcels}, mails sent: {mails}. Times that the coordinator saw it end: {ended}.",
        figures: {
          parcels: { query: { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } },
          mails: { query: { count: { type: "effect-applied", where: { effect: "notify", job: "order-2" } } } },
          ended: { query: { count: { type: "flow-ended", where: { flow: "order-2" } } } },
        },
      },
    ],
    why: [
      "The queue did its part: the answer came again. But the one who gets it has forgotten the order (levels 0 and 1), or finds in its table that this step is done, and lets it be (level 2).",
      "No queue knows that a mail is missing: a message that was never sent is in no queue. Only somebody who looks for what is overdue finds it: a stored deadline and a sweeper (level 3).",
    ],
    next: { variant: "level-3", text: "Give the coordinator a table with deadlines, and a sweeper." },
  },
};
