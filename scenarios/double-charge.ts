import type { ScenarioSource } from "../engine/scenario/schema.ts";

export const doubleCharge: ScenarioSource = {
  id: "double-charge",
  title: "The customer pays twice",
  shows:
    "At least once is sometimes twice: without an idempotency key the card is charged again, though every delivery looks green.",
  seed: 3,
  hopMs: 150,
  limitMs: 30_000,
  queues: [{ name: "orders", ackWaitMs: 2_000 }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 3, everyMs: 600, amountCents: 2_000 }],
  workers: [
    {
      name: "worker",
      count: 2,
      queue: "orders",
      handler: { kind: "charge", serviceMs: [300, 500], key: "none" },
      restartAfterMs: 1_500,
    },
  ],
  faults: [{ kind: "crash", at: { job: "order-2", attempt: 1, point: "before-ack" } }],
  knobs: [
    {
      kind: "choice",
      id: "key",
      title: "Idempotency key",
      meaning: "What the worker sends with the charge, so that the payment provider can recognise a repetition.",
      path: "workers.worker.handler.key",
      options: [
        { value: "none", title: "none", violates: ["effects-at-most-once"] },
        { value: "job", title: "the order's number" },
      ],
    },
    {
      kind: "choice",
      id: "crash-point",
      title: "The worker dies",
      meaning: "Where in its job the worker dies.",
      path: "faults.0.at.point",
      options: [
        { value: "before-effect", title: "before it charges the card" },
        { value: "before-ack", title: "after the charge, before its acknowledgement" },
        { value: "after-ack", title: "after the confirmed acknowledgement" },
      ],
    },
  ],
  variants: [
    { id: "without-key", title: "Without an idempotency key" },
    { id: "with-key", title: "With an idempotency key", set: { "workers.worker.handler.key": "job" } },
  ],
  claims: [
    {
      id: "paid-twice",
      says: "The ledger shows more money than was ordered.",
      check: { kind: "ledger", actual: "exceeds-expected" },
      variants: ["without-key"],
      within: { key: ["none"], "crash-point": ["before-ack"] },
    },
    {
      id: "all-green",
      says: "Yet no run failed: every job ends acknowledged.",
      check: { kind: "figure", query: { count: { type: "job-failed" } }, is: { equals: 0 } },
    },
    {
      id: "charged-twice",
      says: "One order was charged twice.",
      check: { kind: "figure", query: { mostPer: "job", of: { type: "effect-applied" } }, is: { equals: 2 } },
      variants: ["without-key"],
      within: { key: ["none"], "crash-point": ["before-ack"] },
    },
    {
      id: "key-repairs-it",
      says: "With the key the ledger is right.",
      check: { kind: "ledger", actual: "equals-expected" },
      variants: ["with-key"],
      within: { key: ["job"], "crash-point": ["before-effect", "before-ack", "after-ack"] },
    },
    {
      id: "still-twice-run",
      says: "The job still ran twice; the second charge changed nothing.",
      check: { kind: "figure", query: { count: { type: "effect-deduplicated" } }, is: { equals: 1 } },
      variants: ["with-key"],
      within: { key: ["job"], "crash-point": ["before-ack"] },
    },
  ],
  lesson: {
    picture: [{ token: "effect", of: "2" }, { token: "effect", of: "2", duplicate: true }, { note: "€40" }],
    situation: [
      "Three customers order something for €20 each. A worker charges the card and dies before its acknowledgement leaves it.",
      "The queue does its duty: it waits for the visibility timeout and gives the order to the other worker, which does its duty as well.",
    ],
    tryFirst: "Commit your prediction, then press play and keep an eye on the ledger.",
    prediction: {
      question: "Three orders of €20: how much do the customers pay in the end?",
      choices: [
        {
          id: "less",
          text: "€40: the order in the dead worker's hands is not paid",
          when: { query: { sum: "amountCents", of: { type: "effect-applied" } }, is: { atMost: 5_999 } },
        },
        {
          id: "right",
          text: "€60: as ordered",
          when: { query: { sum: "amountCents", of: { type: "effect-applied" } }, is: { equals: 6_000 } },
        },
        {
          id: "more",
          text: "€80: one of them pays twice",
          when: { query: { sum: "amountCents", of: { type: "effect-applied" } }, is: { atLeast: 6_001 } },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The card is charged, the worker is dead, and the acknowledgement never left. For the queue this looks just like a worker that has done nothing.",
    },
    happened: [
      {
        text: "{orders} orders led to {runs} runs and {charges} charges.",
        figures: {
          orders: { query: { count: { type: "job-stored" } } },
          runs: { query: { count: { type: "job-started" } } },
          charges: { query: { count: { type: "effect-applied" } } },
        },
      },
      {
        text: "The customers paid {paid}. The payment provider recognised {recognised} repeated charges.",
        figures: {
          paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" },
          recognised: { query: { count: { type: "effect-deduplicated" } } },
        },
      },
      {
        text: "{failed} runs failed: nothing in the queue looks wrong.",
        figures: { failed: { query: { count: { type: "job-failed" } } } },
      },
    ],
    why: [
      "Charging and acknowledging are two acts, and a crash can come between them. No queue can tell 'did it and died' from 'died before doing it', so it must deliver again: at least once.",
      "Only the one who acts can make the repetition harmless. The worker sends a key that stays the same over all deliveries, here the order's number, and the payment provider charges once per key. The work is done twice; its effect happens once.",
    ],
    next: {
      knob: "key",
      value: "job",
      text: "Send the order's number as idempotency key, and let the same worker die at the same moment.",
    },
  },
};
