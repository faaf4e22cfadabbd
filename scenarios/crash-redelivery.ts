import type { ScenarioSource } from "../engine/scenario/schema.ts";

export const crashRedelivery: ScenarioSource = {
  id: "crash-redelivery",
  title: "A worker dies, the message comes back",
  shows:
    "A worker that dies in the middle of a job loses nothing: after the visibility timeout another worker gets the job.",
  seed: 7,
  hopMs: 100,
  limitMs: 30_000,
  queues: [{ name: "orders", ackWaitMs: 3_000 }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 5, everyMs: 700, amountCents: 2_000 }],
  workers: [
    {
      name: "worker",
      count: 2,
      queue: "orders",
      handler: { kind: "charge", serviceMs: [400, 600], key: "job" },
      restartAfterMs: 5_000,
    },
  ],
  faults: [{ kind: "crash", at: { job: "order-3", attempt: 1, point: "before-effect" } }],
  knobs: [
    {
      kind: "number",
      id: "ack-wait",
      title: "Visibility timeout",
      meaning:
        "How long the queue waits for a word from the worker before it gives the job to another (JetStream calls it ack_wait).",
      path: "queues.orders.ackWaitMs",
      min: 500,
      max: 10_000,
      step: 500,
      unit: "ms",
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
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers share the queue.",
      path: "workers.worker.count",
      min: 1,
      max: 6,
    },
  ],
  claims: [
    {
      id: "comes-back",
      says: "What the dead worker held comes back after the visibility timeout and is done.",
      check: { kind: "came-back", queue: "orders" },
      within: { "ack-wait": { atLeast: 500 }, "crash-point": ["before-effect", "before-ack"], workers: { atLeast: 1 } },
    },
    {
      id: "second-delivery",
      says: "The returned job is delivery 2.",
      check: {
        kind: "figure",
        query: { max: "attempt", of: { type: "job-delivered", where: { job: "order-3" } } },
        is: { equals: 2 },
      },
      within: { "ack-wait": { atLeast: 1_500 }, "crash-point": ["before-effect", "before-ack"] },
    },
    {
      id: "one-crash",
      says: "One worker died.",
      check: { kind: "figure", query: { count: { type: "actor-crashed" } }, is: { equals: 1 } },
      within: { "ack-wait": { atLeast: 1_500 }, "crash-point": ["before-effect", "before-ack", "after-ack"] },
    },
    {
      id: "nothing-comes-back",
      says: "After a confirmed acknowledgement nothing comes back.",
      check: { kind: "figure", query: { max: "attempt", of: { type: "job-delivered" } }, is: { equals: 1 } },
      within: { "ack-wait": { atLeast: 1_500 }, "crash-point": ["after-ack"] },
    },
    {
      id: "everybody-paid-once",
      says: "Every customer paid what was ordered.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: {
        "ack-wait": { atLeast: 500 },
        "crash-point": ["before-effect", "before-ack", "after-ack"],
        workers: { atLeast: 1 },
      },
    },
  ],
  lesson: {
    picture: [{ shape: "worker", is: "dead" }, { token: "job", of: "3", ring: 0.3 }, { shape: "worker" }],
    situation: [
      "A shop puts orders into a queue. Two workers take them, charge the customer's card, and acknowledge.",
      "One worker will die while it works on order-3: its power is gone, it can say nothing to anybody. The queue does not see workers. It knows only what it has lent out, and for how long.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops by itself when the worker dies.",
    prediction: {
      question: "What becomes of order-3?",
      choices: [
        {
          id: "lost",
          text: "It is lost with the worker",
          when: { query: { count: { type: "job-acked", where: { job: "order-3" } } }, is: { equals: 0 } },
        },
        {
          id: "once",
          text: "It was already safe: it is delivered only once",
          when: { query: { count: { type: "job-delivered", where: { job: "order-3" } } }, is: { equals: 1 } },
        },
        {
          id: "at-once",
          text: "The other worker gets it within a second",
          when: {
            query: {
              elapsedMs: {
                from: { type: "actor-crashed" },
                to: { type: "job-delivered", where: { job: "order-3", attempt: 2 } },
              },
            },
            is: { atMost: 1_000 },
          },
        },
        {
          id: "later",
          text: "It comes back when the visibility timeout has passed",
          when: {
            query: { count: { type: "job-delivered", where: { job: "order-3", attempt: 2 } } },
            is: { equals: 1 },
          },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The worker is dead and order-3 is in its hands. The queue has noticed nothing: it is still waiting for a word.",
    },
    happened: [
      {
        text: "{crashes} worker died. order-3 was delivered {deliveries} times.",
        figures: {
          crashes: { query: { count: { type: "actor-crashed" } } },
          deliveries: { query: { count: { type: "job-delivered", where: { job: "order-3" } } } },
        },
      },
      {
        text: "Between the crash and the end of order-3 lay {delay}.",
        figures: {
          delay: {
            query: {
              elapsedMs: { from: { type: "actor-crashed" }, to: { type: "job-acked", where: { job: "order-3" } } },
            },
            as: "ms",
          },
        },
      },
      {
        text: "{charged} was charged in {charges} charges.",
        figures: {
          charged: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" },
          charges: { query: { count: { type: "effect-applied" } } },
        },
      },
    ],
    why: [
      "The queue lends a job for a limited time: the visibility timeout. If it hears nothing until then, it assumes that the worker is gone and gives the job to whoever asks next, with the delivery count one higher.",
      "So a crash costs time, never the job. A short timeout recovers sooner, but a worker that is merely slow then gets a rival on the same job.",
    ],
    next: {
      knob: "crash-point",
      value: "after-ack",
      text: "Let the worker die one step later, after its confirmed acknowledgement: what comes back then?",
    },
  },
};
