import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop, ALWAYS } from "./order-flow.ts";

const effects = (effect: string) => ({ count: { type: "effect-applied", where: { effect, job: "order-2" } } }) as const;
const timedOut = { count: { type: "step-timed-out", where: { flow: "order-2" } } } as const;

export const glueLostTimer: ScenarioSource = {
  id: "glue-lost-timer",
  title: "Durable timers: a reply is lost, and the coordinator restarts",
  shows: "A reply is lost, and the process that expects it is restarted. What becomes of the order?",
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
  claims: damageEnds(3, { "order-2": ["stuck"] }, "order-2 waits for ever: its timer was lost with the process."),
  lesson: {
    picture: [{ shape: "coordinator", is: "dead" }, { sign: "clock" }, { shape: "missing" }, { shape: "worker" }],
    situation: [
      "The payment service has charged order-2, and its reply is lost. The coordinator has set a timer for this case: after two seconds without a reply it sends the command again.",
      "Before the two seconds are over, the coordinator crashes and is started again.",
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses at the crash.",
    prediction: {
      question: "What becomes of order-2 after the restart?",
      choices: [
        {
          id: "twice",
          text: "It goes on, and its card is charged twice",
          when: [
            { query: effects("ship"), is: { atLeast: 1 } },
            { query: effects("charge"), is: { equals: 2 } },
          ],
        },
        {
          id: "nobody",
          text: "It waits for ever, with its card charged",
          when: [
            { query: effects("ship"), is: { equals: 0 } },
            { query: effects("charge"), is: { equals: 1 } },
          ],
        },
        {
          id: "somebody",
          text: "It goes on, and its card is charged once",
          when: [
            { query: effects("ship"), is: { atLeast: 1 } },
            { query: effects("charge"), is: { equals: 1 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The process is gone, and all that was only in its memory. Look at the coordinator's inspector.",
    },
    happened: [
      {
        text: "The card of order-2 was charged {charges} time, and {parcels} parcels left.",
        figures: { charges: { query: effects("charge") }, parcels: { query: effects("ship") } },
      },
      {
        text: "Nobody noticed that a reply is missing: the timer was in the memory of the crashed process.",
        when: { query: timedOut, is: { equals: 0 } },
      },
      {
        text: "The restarted coordinator found the stored deadline and sent the command again. The service recognised its key.",
        when: { query: timedOut, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A timer is state like any other: 'at this time, do that'. In memory it is lost with its process. The table of level 2 says what was sent, but not until when to wait.",
      "A stored deadline is data: the next process finds it (level 3). This is what 'durable timer' means in an orchestrator.",
    ],
    next: { variant: "level-3", text: "Store the deadlines." },
  },
};
