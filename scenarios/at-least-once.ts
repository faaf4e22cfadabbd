import type { ScenarioSource } from "../engine/scenario/schema.ts";

const paid = { sum: "amountCents", of: { type: "effect-applied" } } as const;
const mostCharges = { mostPer: "job", of: { type: "effect-applied" } } as const;
const charged = { distinct: "job", of: { type: "effect-applied" } } as const;
const dead = { count: { type: "job-dead-lettered" } } as const;
const recognised = { count: { type: "effect-deduplicated" } } as const;

export const atLeastOnce: ScenarioSource = {
  id: "at-least-once",
  title: "Delivery guarantees: at most once, at least once, exactly once",
  shows: "Two workers crash at different moments, and the queue may try again or not. What do five customers pay?",
  seed: 4,
  hopMs: 60,
  limitMs: 30_000,
  queues: [{ name: "orders", ackWaitMs: 2_000 }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 5, everyMs: 500, amountCents: 2_000 }],
  workers: [
    {
      name: "worker",
      count: 3,
      queue: "orders",
      handler: { kind: "charge", serviceMs: [300, 400], key: "none" },
      restartAfterMs: 1_000,
    },
  ],
  faults: [
    { kind: "crash", at: { job: "order-2", attempt: 1, point: "before-ack" } },
    { kind: "crash", at: { job: "order-4", attempt: 1, point: "before-effect" } },
  ],
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
      id: "attempts",
      title: "Attempts",
      meaning: "How often an order may be delivered. With one attempt, it is never delivered again.",
      path: "queues.orders.maxAttempts",
      options: [
        { value: 1, title: "1" },
        { value: null, title: "no limit" },
      ],
    },
  ],
  variants: [
    {
      id: "at-least-once",
      title: "At least once: deliver until it is acknowledged",
      violates: ["effects-at-most-once"],
    },
    { id: "at-most-once", title: "At most once: deliver, and never again", set: { "queues.orders.maxAttempts": 1 } },
    {
      id: "exactly-once",
      title: "At least once, with an idempotency key",
      set: { "workers.worker.handler.key": "job" },
    },
  ],
  claims: [
    {
      id: "too-much",
      says: "At least once: one order is charged twice, and none is left out.",
      check: { kind: "figure", query: paid, is: { equals: 12_000 } },
      variants: ["at-least-once"],
      within: { key: ["none"], attempts: [null] },
    },
    {
      id: "too-little",
      says: "At most once: no order is charged twice, and one is never charged.",
      check: { kind: "figure", query: paid, is: { equals: 8_000 } },
      variants: ["at-most-once"],
      within: { key: ["none", "job"], attempts: [1] },
    },
    {
      id: "right",
      says: "At least once, with a key: each customer pays what was ordered.",
      check: { kind: "ledger", actual: "equals-expected" },
      variants: ["exactly-once"],
      within: { key: ["job"], attempts: [null] },
    },
  ],
  lesson: {
    picture: [{ token: "job", of: "2", attempt: 2 }, { sign: "question", tone: "doubt" }, { note: "€100" }],
    situation: [
      "Five customers order something for €20 each, so €100 is right. One worker crashes after it has charged the card for order-2, before its acknowledgement. Another one crashes before it charges the card for order-4.",
      {
        text: "The queue delivers an order again when no acknowledgement comes.",
        when: { query: dead, is: { equals: 0 } },
      },
      {
        text: "The queue gives an order one attempt, and then puts it aside.",
        when: { query: dead, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses at the first crash.",
    prediction: {
      question: "How much do the five customers pay in the end?",
      choices: [
        { id: "little", text: "€80: too little", when: { query: paid, is: { equals: 8_000 } } },
        { id: "right", text: "€100: as ordered", when: { query: paid, is: { equals: 10_000 } } },
        { id: "much", text: "€120: too much", when: { query: paid, is: { equals: 12_000 } } },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The first worker has crashed, and its card is charged. The queue cannot know whether it is.",
    },
    segments: [
      {
        at: { type: "actor-crashed" },
        nth: 2,
        says: "The second worker has crashed, and its card is not charged. To the queue both crashes look the same.",
      },
    ],
    happened: [
      {
        text: "The customers paid {paid}, for {charged} of the orders.",
        figures: { paid: { query: paid, as: "money" }, charged: { query: charged } },
      },
      {
        text: "One order was charged {most} times.",
        figures: { most: { query: mostCharges } },
        when: { query: mostCharges, is: { atLeast: 2 } },
      },
      {
        text: "{dead} orders were dead-lettered after their only attempt: the queue did not know which of them were charged.",
        figures: { dead: { query: dead } },
        when: { query: dead, is: { atLeast: 1 } },
      },
      {
        text: "The payment provider recognised {recognised} repeated charges by the key.",
        figures: { recognised: { query: recognised } },
        when: { query: recognised, is: { atLeast: 1 } },
      },
    ],
    why: [
      "At-most-once delivery never repeats: nothing is done twice, and something may never be done. At-least-once delivery repeats until it hears an acknowledgement: nothing is left out, and something may be done twice. A queue must choose, because after a crash it cannot know what was done.",
      "'Exactly once' is not a third way to deliver. It is at-least-once delivery, and a service that recognises repetitions. Where a system promises exactly once, look for the place that keeps the keys, and for how long it keeps them.",
    ],
    next: {
      variant: "at-most-once",
      text: "Deliver each order only one time.",
      prediction: {
        question: "With the same two crashes: how much do the customers pay now?",
        choices: [
          { id: "little", text: "€80: order-4 is missing", when: { query: paid, is: { equals: 8_000 } } },
          { id: "none-missing", text: "€100: both are charged", when: { query: paid, is: { equals: 10_000 } } },
          { id: "less", text: "€60: both are missing", when: { query: paid, is: { equals: 6_000 } } },
        ],
      },
    },
    challenge: {
      task: "The two workers crash as before. Let every customer pay exactly what was ordered.",
      checks: [
        {
          says: "Two workers crash.",
          check: { kind: "figure", query: { count: { type: "actor-crashed" } }, is: { equals: 2 } },
        },
        { says: "Every customer pays what was ordered.", check: { kind: "ledger", actual: "equals-expected" } },
      ],
      hints: [
        "One order needs its second delivery, and for another one it does harm.",
        "Keep the second delivery. Who can make it harmless?",
      ],
      solution: {
        variant: "exactly-once",
        knobs: {},
        text: "Deliver at least once, and send the order's number as a key. order-4 gets its second chance, and the second charge of order-2 changes nothing.",
      },
      mistake: {
        variant: "at-most-once",
        knobs: { key: "job" },
        text: "The key prevents a second charge. But without a second delivery nobody charges order-4.",
      },
    },
    remember: [
      "At most once: something may be missing. At least once: something may come twice.",
      "After a crash the queue cannot know what was done, so it must choose one of them.",
      "'Exactly once' means: deliver at least once, and recognise what was done already.",
    ],
    reading: [
      {
        title: "Message delivery semantics, in the Kafka documentation",
        url: "https://kafka.apache.org/documentation/#semantics",
      },
      {
        title: "Idempotent Receiver, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/IdempotentReceiver.html",
      },
    ],
  },
};
