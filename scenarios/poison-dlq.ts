import type { ScenarioSource } from "../engine/scenario/schema.ts";

const poisonDeliveries = { count: { type: "job-delivered", where: { job: "order-2" } } } as const;

const untilDead = {
  elapsedMs: {
    from: { type: "job-failed", where: { job: "order-2" } },
    to: { type: "job-dead-lettered", where: { job: "order-2" } },
  },
} as const;

const retried = { count: { type: "job-nacked" } } as const;
const dead = { count: { type: "job-dead-lettered" } } as const;
const done = { distinct: "job", of: { type: "job-ack-sent" } } as const;

export const poisonDlq: ScenarioSource = {
  id: "poison-dlq",
  title: "Dead-letter queue: a poison message that no worker can process",
  shows: "No worker can process order-2, however often it tries. What becomes of it, and of the orders behind it?",
  seed: 9,
  hopMs: 80,
  limitMs: 30_000,
  queues: [{ name: "orders", ackWaitMs: 3_000, maxAttempts: 3, retry: { kind: "fixed", delayMs: 400 } }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 5, everyMs: 500, amountCents: 2_000 }],
  workers: [
    { name: "worker", count: 2, queue: "orders", handler: { kind: "charge", serviceMs: [250, 400], key: "job" } },
  ],
  faults: [{ kind: "poison", job: "order-2" }],
  knobs: [
    {
      kind: "choice",
      id: "max-attempts",
      title: "Attempts before the dead-letter queue",
      meaning: "After this many deliveries a job is moved to the dead-letter queue.",
      path: "queues.orders.maxAttempts",
      options: [
        { value: 1, title: "1" },
        { value: 3, title: "3" },
        { value: 5, title: "5" },
        { value: null, title: "never give up", violates: ["everything-ends"] },
      ],
    },
    {
      kind: "number",
      id: "retry-delay",
      title: "Retry delay",
      meaning: "How long a failed job waits before it is delivered again.",
      path: "queues.orders.retry.delayMs",
      min: 0,
      max: 3_000,
      step: 200,
      unit: "ms",
    },
  ],
  variants: [
    { id: "with-limit", title: "A limit of three attempts" },
    {
      id: "without-limit",
      title: "No limit",
      set: { "queues.orders.maxAttempts": null, limitMs: 6_000 },
    },
  ],
  claims: [
    {
      id: "goes-to-dead-letters",
      says: "The poison message is dead-lettered after its last attempt, and every other order is done.",
      check: { kind: "dead-letters", queue: "orders", jobs: ["order-2"] },
      variants: ["with-limit"],
      within: { "max-attempts": [1, 3, 5], "retry-delay": { atLeast: 0 } },
    },
    {
      id: "three-attempts",
      says: "It was delivered three times.",
      check: { kind: "figure", query: poisonDeliveries, is: { equals: 3 } },
      variants: ["with-limit"],
      within: { "max-attempts": [3], "retry-delay": { atLeast: 0 } },
    },
    {
      id: "queue-is-free",
      says: "The queue is empty afterwards.",
      check: { kind: "queue-empty", queue: "orders" },
      variants: ["with-limit"],
      within: { "max-attempts": [1, 3, 5], "retry-delay": { atLeast: 0 } },
    },
    {
      id: "for-ever",
      says: "Without a limit it is delivered again and again.",
      check: { kind: "figure", query: poisonDeliveries, is: { atLeast: 4 } },
      variants: ["without-limit"],
      within: { "max-attempts": [null] },
    },
    {
      id: "others-paid",
      says: "The four good orders are paid, once each.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: { "max-attempts": [1, 3, 5, null], "retry-delay": { atLeast: 0 } },
    },
  ],
  lesson: {
    picture: [{ token: "job", of: "4", poison: true }, { shape: "dead-letters" }],
    situation: [
      "Five orders are on their way. The amount in order-2 is a word, 'twenty', and no worker can charge that. It fails today, and it will fail tomorrow.",
      {
        text: "A failed job is nacked, and delivered again a little later. This is right when a payment provider is down for a moment. It is useless for a message that nobody can read.",
        when: { query: retried, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play and follow order-2, the one with the cracked outline.",
    prediction: {
      question: "What becomes of order-2, and of the other four orders?",
      choices: [
        {
          id: "dead-lettered",
          text: "It is put aside after its attempts, and the others are done",
          when: [
            { query: dead, is: { equals: 1 } },
            { query: done, is: { equals: 4 } },
          ],
        },
        {
          id: "ever",
          text: "It is tried to the end of the run, and the others are done",
          when: [
            { query: dead, is: { equals: 0 } },
            { query: done, is: { equals: 4 } },
          ],
        },
        {
          id: "blocks",
          text: "It blocks the queue, and some of the others are never done",
          when: { query: done, is: { atMost: 3 } },
        },
      ],
    },
    decisive: {
      at: { type: "job-failed", where: { job: "order-2" } },
      nth: 2,
      says: "order-2 has failed for the second time, with the same error as before. The worker nacks it.",
    },
    segments: [
      {
        at: { type: "job-dead-lettered" },
        says: "order-2 is in the dead-letter queue now. The queue of orders is free of it.",
      },
    ],
    happened: [
      {
        text: "order-2 was delivered {deliveries} times and failed {failures} times. {done} orders were done.",
        figures: {
          deliveries: { query: poisonDeliveries },
          failures: { query: { count: { type: "job-failed" } } },
          done: { query: done },
        },
      },
      {
        text: "order-2 was then moved to the dead-letter queue.",
        when: { query: dead, is: { atLeast: 1 } },
      },
      {
        text: "The customers paid {paid}.",
        figures: { paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" } },
      },
    ],
    why: [
      "Retries help against trouble that passes, not against a fault in the message itself. The delivery count tells the two apart well enough: after a number of attempts we stop to believe that the next one will work.",
      "Dead-lettering moves the message, with its reason and its history, to a queue of its own, where a person can look at it. It is stored there before it is acknowledged here. A crash in between makes a duplicate at worst, and the message id removes it.",
    ],
    next: {
      knob: "max-attempts",
      value: null,
      text: "Allow any number of attempts. What does the poison message cost then?",
      prediction: {
        question: "Any number of attempts is allowed, and the run takes 30 seconds. How often is order-2 delivered?",
        choices: [
          { id: "three", text: "3 times, as it was before", when: { query: poisonDeliveries, is: { equals: 3 } } },
          { id: "many", text: "Over 10 times, to the end", when: { query: poisonDeliveries, is: { atLeast: 10 } } },
          {
            id: "few",
            text: "Some 4 to 9 times, then never",
            when: { query: poisonDeliveries, is: { atLeast: 4, atMost: 9 } },
          },
        ],
      },
    },
    challenge: {
      task: "Get order-2 out of the way within 2 seconds after its first failure, and still give it three attempts.",
      checks: [
        { says: "order-2 has three attempts.", check: { kind: "figure", query: poisonDeliveries, is: { equals: 3 } } },
        {
          says: "It is dead-lettered within 2 seconds after its first failure.",
          check: { kind: "figure", query: untilDead, is: { atLeast: 1, atMost: 2_000 } },
        },
        { says: "The other orders are paid.", check: { kind: "ledger", actual: "equals-expected" } },
      ],
      hints: [
        "Two things take time: the attempts themselves, and the waits between them.",
        "The number of attempts is fixed by the task. Turn the retry delay.",
      ],
      solution: {
        variant: "with-limit",
        knobs: { "retry-delay": 200 },
        text: "A retry delay of 200 ms. It is shorter than before, and still gives a service in trouble a short rest.",
      },
      mistake: {
        variant: "with-limit",
        knobs: { "max-attempts": 1 },
        text: "It is out of the way at once. But with one attempt, an order that fails for a moment is dead-lettered too.",
      },
    },
    remember: [
      "A poison message fails in every attempt: no retry helps.",
      "A limit of attempts moves it to the dead-letter queue, with its reason and its history.",
      "A dead-letter queue needs a person, or an alarm, that looks at it.",
    ],
    reading: [
      {
        title: "Dead Letter Channel, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/DeadLetterChannel.html",
      },
      {
        title: "Dead-letter queues, in the Amazon SQS documentation",
        url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
      },
    ],
  },
};
