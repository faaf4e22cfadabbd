import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop, ALWAYS } from "./order-flow.ts";

export const glueLostTimer: ScenarioSource = {
  id: "glue-lost-timer",
  title: "The alarm clock died",
  shows: "An answer is lost, and so is the process that would have noticed: its timeout was only in memory.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [
    { kind: "wire", what: "lose", job: "reply-order-2-charge-1" },
    // At a point, not at a time: the charge is commanded and its timer set, on a busy machine too.
    { kind: "crash", at: { job: "reply-order-2-reserve-1", point: "after-ack" } },
  ],
  variants: levels({ "flows-end": 2, "orders-right": 2, "nothing-lost": ALWAYS }),
  claims: damageEnds(3, { "order-2": ["stuck"] }, "order-2 waits for ever: its timeout died with the process"),
  lesson: {
    picture: [{ shape: "coordinator", is: "dead" }, { sign: "clock" }, { shape: "missing" }, { shape: "worker" }],
    situation: [
      "The payment service has charged order-2, and its answer is lost. That is what timeouts are for: in two seconds the coordinator will ask again.",
      "Before that the coordinator is restarted.",
    ],
    tryFirst: "Commit your prediction, then press play: the run pauses at the crash.",
    prediction: {
      question: "Who notices that an answer is missing?",
      choices: [
        {
          id: "somebody",
          text: "The coordinator, once it is up again",
          when: { query: { count: { type: "step-timed-out", where: { flow: "order-2" } } }, is: { atLeast: 1 } },
        },
        {
          id: "nobody",
          text: "Nobody: the timer died with the process",
          when: { query: { count: { type: "step-timed-out", where: { flow: "order-2" } } }, is: { equals: 0 } },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "All timers in memory are gone. Look at the coordinator's inspector.",
    },
    happened: [
      {
        text: "Timeouts noticed for order-2: {timeouts}. Charges: {charges}. Parcels that left: {parcels}.",
        figures: {
          timeouts: { query: { count: { type: "step-timed-out", where: { flow: "order-2" } } } },
          charges: { query: { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } },
          parcels: { query: { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } },
        },
      },
    ],
    why: [
      "A timer is state like any other: 'at this moment, do that'. In memory it dies with its process, and the table that survives (level 2) says what was sent, but not until when to wait.",
      "A deadline in the table is data. Whoever comes up next finds it (level 3).",
    ],
    next: { variant: "level-3", text: "Store the deadlines." },
  },
};
