import type { ScenarioSource } from "../engine/scenario/schema.ts";

const redelivered = { count: { type: "job-delivered", where: { job: "order-3", attempt: 2 } } } as const;
const untilRedelivered = {
  elapsedMs: {
    from: { type: "actor-crashed" },
    to: { type: "job-delivered", where: { job: "order-3", attempt: 2 } },
  },
} as const;
const done = { count: { type: "job-acked", where: { job: "order-3" } } } as const;

const deliveries = { count: { type: "job-delivered", where: { job: "order-3" } } } as const;

export const crashRedelivery: ScenarioSource = {
  id: "crash-redelivery",
  title: "Visibility timeout: a worker crashes with a job in its hands",
  shows: "A worker crashes while it works on order-3. What becomes of the order, and who notices?",
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
        "How long the queue waits for the acknowledgement before it delivers the job again (JetStream: ack_wait).",
      path: "queues.orders.ackWaitMs",
      min: 500,
      max: 10_000,
      step: 500,
      unit: "ms",
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
      says: "The job of the crashed worker is delivered again after the visibility timeout, and is done.",
      check: { kind: "came-back", queue: "orders" },
      within: { "ack-wait": { atLeast: 500 }, "crash-point": ["before-effect", "before-ack"], workers: { atLeast: 1 } },
    },
    {
      id: "second-delivery",
      says: "The job is then on its second delivery.",
      check: {
        kind: "figure",
        query: { max: "attempt", of: { type: "job-delivered", where: { job: "order-3" } } },
        is: { equals: 2 },
      },
      within: { "ack-wait": { atLeast: 1_500 }, "crash-point": ["before-effect", "before-ack"] },
    },
    {
      id: "one-crash",
      says: "One worker crashed.",
      check: { kind: "figure", query: { count: { type: "actor-crashed" } }, is: { equals: 1 } },
      within: { "ack-wait": { atLeast: 1_500 }, "crash-point": ["before-effect", "before-ack", "after-ack"] },
    },
    {
      id: "nothing-comes-back",
      says: "After a confirmed acknowledgement no job is delivered again.",
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
      {
        text: "A shop sends orders to a queue. {workers} workers take them, charge the customer's card, and acknowledge. The visibility timeout is {ackwait}.",
        figures: {
          workers: { setting: "workers.worker.count" },
          ackwait: { setting: "queues.orders.ackWaitMs", as: "ms" },
        },
      },
      "One worker crashes while it has order-3: its power is gone, and it can send nothing. The queue does not see workers. It knows only which messages are in flight, and since when.",
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the worker crashes.",
    prediction: {
      question: "What becomes of order-3?",
      choices: [
        { id: "lost", text: "It is lost together with its worker", when: { query: done, is: { equals: 0 } } },
        {
          id: "once",
          text: "It is delivered once and not again",
          when: [
            { query: done, is: { atLeast: 1 } },
            { query: redelivered, is: { equals: 0 } },
          ],
        },
        {
          id: "later",
          text: "It is delivered again after over a second",
          when: [
            { query: done, is: { atLeast: 1 } },
            { query: untilRedelivered, is: { atLeast: 1_001 } },
          ],
        },
        {
          id: "at-once",
          text: "It is delivered again within one second",
          when: [
            { query: done, is: { atLeast: 1 } },
            { query: redelivered, is: { atLeast: 1 } },
            { query: untilRedelivered, is: { atMost: 1_000 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The worker has crashed, and order-3 is in flight to it. The queue has noticed nothing: it still waits for the acknowledgement.",
    },
    segments: [
      {
        at: { type: "job-delivered", where: { job: "order-3", attempt: 2 } },
        says: "The visibility timeout has passed, and order-3 is delivered again. Its delivery count is 2.",
      },
    ],
    happened: [
      {
        text: "{crashes} workers crashed. order-3 was delivered {deliveries} times.",
        figures: {
          crashes: { query: { count: { type: "actor-crashed" } } },
          deliveries: { query: { count: { type: "job-delivered", where: { job: "order-3" } } } },
        },
      },
      {
        text: "The second delivery came {delay} after the crash.",
        figures: { delay: { query: untilRedelivered, as: "ms" } },
        when: { query: untilRedelivered, is: { atLeast: 1 } },
      },
      {
        text: "The worker crashed after its acknowledgement of order-3 was confirmed, so the queue had deleted the order.",
        when: [
          { query: redelivered, is: { equals: 0 } },
          { query: done, is: { atLeast: 1 } },
          { query: { count: { type: "actor-crashed" } }, is: { equals: 1 } },
        ],
      },
      {
        text: "The customers paid {charged} in {charges} charges.",
        figures: {
          charged: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" },
          charges: { query: { count: { type: "effect-applied" } } },
        },
      },
    ],
    why: [
      "The queue lends a job for a limited time, the visibility timeout. Without an acknowledgement by then, it assumes that the worker is gone and delivers the job to the next worker that asks, with a delivery count one higher.",
      "So a crash costs time, never the job. A short timeout recovers sooner. But a worker that is only slow then loses its job to another, and two workers do the same work.",
    ],
    next: {
      knob: "crash-point",
      value: "after-ack",
      text: "Let the worker crash later, after its confirmed acknowledgement. What is delivered again then?",
      prediction: {
        question: "The worker crashes after its confirmed acknowledgement. How often is order-3 delivered then?",
        choices: [
          { id: "once", text: "Once: the queue has deleted it", when: { query: deliveries, is: { equals: 1 } } },
          { id: "twice", text: "Twice: its worker has crashed", when: { query: deliveries, is: { equals: 2 } } },
          { id: "more", text: "Three times or more, until it fits", when: { query: deliveries, is: { atLeast: 3 } } },
        ],
      },
    },
    challenge: {
      task: "The worker still crashes with order-3. Get order-3 delivered again within 1.5 seconds after the crash, and deliver no other order twice.",
      checks: [
        {
          says: "order-3 is delivered again within 1.5 seconds.",
          check: { kind: "figure", query: untilRedelivered, is: { atLeast: 1, atMost: 1_500 } },
        },
        {
          says: "No other order is delivered twice.",
          check: {
            kind: "figure",
            query: { distinct: "job", of: { type: "job-delivered", where: { attempt: 2 } } },
            is: { equals: 1 },
          },
        },
      ],
      hints: [
        "The visibility timeout begins with the delivery, not with the crash.",
        "A timeout that is shorter than the work takes healthy workers for dead ones. The work takes 400 to 600 ms, and each way takes 100 ms.",
      ],
      solution: {
        knobs: { "ack-wait": 1_500 },
        text: "A timeout of 1.5 seconds is longer than any work here, and it is over soon after the crash.",
      },
      mistake: {
        knobs: { "ack-wait": 500 },
        text: "order-3 comes back quickly. But other orders take longer than 500 ms too, and they are delivered again although nobody crashed.",
      },
    },
    remember: [
      "The visibility timeout is how long the queue waits for an acknowledgement.",
      "A crash costs time, never the job: the queue delivers it again.",
      "Choose a timeout that is longer than the work, and as short as you can wait.",
    ],
    reading: [
      {
        title: "Visibility timeout, in the Amazon SQS documentation",
        url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html",
      },
      {
        title: "Consumers: AckWait, in the NATS documentation",
        url: "https://docs.nats.io/nats-concepts/jetstream/consumers",
      },
    ],
  },
};
