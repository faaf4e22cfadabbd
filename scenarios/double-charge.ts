import type { ScenarioSource } from "../engine/scenario/schema.ts";

const redelivered = { count: { type: "job-delivered", where: { attempt: 2 } } } as const;
const chargedBefore = {
  elapsedMs: { from: { type: "effect-applied", where: { job: "order-2" } }, to: { type: "actor-crashed" } },
} as const;
const paid = { sum: "amountCents", of: { type: "effect-applied" } } as const;
const runs = { count: { type: "job-started" } } as const;
const recognised = { count: { type: "effect-deduplicated" } } as const;

export const doubleCharge: ScenarioSource = {
  id: "double-charge",
  title: "Idempotency key: a job is done twice, and the card is charged",
  shows: "A worker charges a card and crashes before its acknowledgement. How much do the customers pay in the end?",
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
      title: "The worker crashes",
      meaning: "At which point of its job the worker crashes.",
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
      says: "The customers pay more than was ordered.",
      check: { kind: "ledger", actual: "exceeds-expected" },
      variants: ["without-key"],
      within: { key: ["none"], "crash-point": ["before-ack"] },
    },
    {
      id: "all-green",
      says: "No run fails, and every job ends acknowledged.",
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
      says: "With the key the customers pay what was ordered.",
      check: { kind: "ledger", actual: "equals-expected" },
      variants: ["with-key"],
      within: { key: ["job"], "crash-point": ["before-effect", "before-ack", "after-ack"] },
    },
    {
      id: "still-twice-run",
      says: "The job still runs twice, and the second charge changes nothing.",
      check: { kind: "figure", query: { count: { type: "effect-deduplicated" } }, is: { equals: 1 } },
      variants: ["with-key"],
      within: { key: ["job"], "crash-point": ["before-ack"] },
    },
  ],
  lesson: {
    picture: [{ token: "effect", of: "2" }, { token: "effect", of: "2", duplicate: true }, { note: "€40" }],
    situation: [
      "Three customers order something for €20 each. A worker charges the customer's card and acknowledges the order. The worker that has order-2 crashes.",
      {
        text: "It has charged the card, and crashes before its acknowledgement leaves.",
        when: [
          { query: redelivered, is: { atLeast: 1 } },
          { query: chargedBefore, is: { atLeast: 1 } },
        ],
      },
      {
        text: "It crashes before it charges the card.",
        when: { query: chargedBefore, is: { equals: 0 } },
      },
      {
        text: "It crashes after its acknowledgement is confirmed.",
        when: { query: redelivered, is: { equals: 0 } },
      },
      {
        text: "The queue waits for the visibility timeout, and then delivers order-2 to the other worker.",
        when: { query: redelivered, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play and watch the payment provider.",
    prediction: {
      question: "Three orders of €20. How much do the customers pay in the end?",
      choices: [
        { id: "less", text: "€40: the crash costs a payment", when: { query: paid, is: { equals: 4_000 } } },
        { id: "right", text: "€60: the crash costs nothing", when: { query: paid, is: { equals: 6_000 } } },
        { id: "more", text: "€80: the crash costs an extra charge", when: { query: paid, is: { equals: 8_000 } } },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The card is charged, the worker has crashed, and the acknowledgement never left. To the queue this looks like a worker that has done nothing.",
    },
    segments: [
      {
        at: { type: "job-delivered", where: { attempt: 2 } },
        says: "order-2 is delivered again. The worker that gets it cannot know that the card is charged already.",
      },
    ],
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
        text: "The customers paid {paid}.",
        figures: { paid: { query: paid, as: "money" } },
      },
      {
        text: "The payment provider recognised {recognised} repeated charges by the key, and charged nothing for them.",
        figures: { recognised: { query: recognised } },
        when: { query: recognised, is: { atLeast: 1 } },
      },
      {
        text: "No run failed: the queue shows nothing unusual.",
        when: { query: { count: { type: "job-failed" } }, is: { equals: 0 } },
      },
    ],
    why: [
      "Charging and acknowledging are two steps, and a crash can come between them. No queue can tell 'crashed after the charge' from 'crashed before it', so it must deliver again. This promise is called at-least-once delivery.",
      "Only the service that acts can make the repetition harmless. The worker sends an idempotency key that is the same in every delivery, here the order's number. The payment provider charges once per key. The work is done twice, and its effect happens once.",
    ],
    next: {
      knob: "key",
      value: "job",
      text: "Send the order's number as idempotency key, and let the same worker crash at the same moment.",
      prediction: {
        question:
          "Each charge now carries the order's number as its key. What do the customers pay, and how many runs are there?",
        choices: [
          {
            id: "three-runs",
            text: "€60, in three runs of the worker",
            when: [
              { query: paid, is: { equals: 6_000 } },
              { query: runs, is: { equals: 3 } },
            ],
          },
          {
            id: "four-runs",
            text: "€60, in four runs of the worker",
            when: [
              { query: paid, is: { equals: 6_000 } },
              { query: runs, is: { equals: 4 } },
            ],
          },
          {
            id: "still-more",
            text: "€80, in four runs of the worker",
            when: [
              { query: paid, is: { equals: 8_000 } },
              { query: runs, is: { equals: 4 } },
            ],
          },
        ],
      },
    },
    challenge: {
      task: "Without any key, find a moment for the crash at which order-2 is delivered twice, and yet nobody pays too much.",
      checks: [
        { says: "order-2 is delivered again.", check: { kind: "figure", query: redelivered, is: { atLeast: 1 } } },
        { says: "The customers pay €60.", check: { kind: "figure", query: paid, is: { equals: 6_000 } } },
        {
          says: "No key was needed: the provider recognised no repetition.",
          check: { kind: "figure", query: recognised, is: { equals: 0 } },
        },
      ],
      hints: [
        "A crash harms nobody if it comes before the effect, or after the acknowledgement.",
        "After the acknowledgement, order-2 is not delivered again. So which moment is left?",
      ],
      solution: {
        variant: "without-key",
        knobs: { "crash-point": "before-effect" },
        text: "Let the worker crash before it charges the card. The order is done again, and the card is charged once. You cannot choose this moment in real life, so you need the key.",
      },
      mistake: {
        variant: "without-key",
        knobs: { "crash-point": "after-ack" },
        text: "Nobody pays too much, but order-2 is delivered only once: the queue had deleted it before the crash.",
      },
    },
    remember: [
      "A queue delivers at least once, so the same job can be done twice.",
      "An idempotency key lets the service that acts recognise the repetition.",
      "The key must be the same in every delivery: take it from the job.",
    ],
    reading: [
      {
        title: "Idempotent Receiver, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/IdempotentReceiver.html",
      },
      {
        title: "Idempotent requests, in the Stripe documentation",
        url: "https://docs.stripe.com/api/idempotent_requests",
      },
    ],
  },
};
