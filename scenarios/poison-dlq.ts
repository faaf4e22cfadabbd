import type { ScenarioSource } from "../engine/scenario/schema.ts";

const poisonDeliveries = { count: { type: "job-delivered", where: { job: "order-2" } } } as const;

export const poisonDlq: ScenarioSource = {
  id: "poison-dlq",
  title: "A poison message and the dead letters",
  shows:
    "A message that can never be processed eats workers for ever; after N attempts it goes to the dead letters and the rest flows.",
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
      title: "Attempts before the dead letters",
      meaning: "After this many deliveries a job is moved to the dead letters.",
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
      title: "Held back for",
      meaning: "How long a failed job is held back before it is delivered again.",
      path: "queues.orders.retry.delayMs",
      min: 0,
      max: 3_000,
      step: 200,
      unit: "ms",
    },
  ],
  variants: [
    { id: "with-limit", title: "Three attempts, then the dead letters" },
    {
      id: "without-limit",
      title: "No limit: tried for ever",
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
      says: "Without a limit it comes back again and again.",
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
      "Five orders are on their way. In order-2 somebody wrote the amount as a word, 'twenty', and no worker can make a charge of that. It will fail today, and it will fail tomorrow.",
      "A failed job is handed back and tried again a little later. That is right for a payment provider that is down for a moment, and useless for a message that can never be read.",
    ],
    tryFirst: "Commit your prediction, then press play and follow order-2, the one with the cracked outline.",
    prediction: {
      question: "How often is order-2 delivered?",
      choices: [
        {
          id: "once",
          text: "Once: it cannot be read, so it is dropped",
          when: { query: poisonDeliveries, is: { atMost: 1 } },
        },
        {
          id: "some",
          text: "Two or three times; then it is put aside",
          when: { query: poisonDeliveries, is: { atMost: 3 } },
        },
        {
          id: "ever",
          text: "Again and again, as long as the run lasts",
          when: { query: poisonDeliveries, is: { atLeast: 4 } },
        },
      ],
    },
    decisive: {
      at: { type: "job-failed", where: { job: "order-2" } },
      nth: 2,
      says: "order-2 has failed for the second time, with the same error as before. The worker hands it back.",
    },
    happened: [
      {
        text: "order-2 was delivered {deliveries} times and failed {failures} times.",
        figures: { deliveries: { query: poisonDeliveries }, failures: { query: { count: { type: "job-failed" } } } },
      },
      {
        text: "{dead} message went to the dead letters; {done} orders were done.",
        figures: {
          dead: { query: { count: { type: "job-dead-lettered" } } },
          done: { query: { count: { type: "job-ack-sent" } } },
        },
      },
      {
        text: "The customers paid {paid}.",
        figures: { paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" } },
      },
    ],
    why: [
      "Retrying helps against what passes, not against what is wrong with the message itself. The delivery count tells the two apart well enough: after N attempts we stop believing that the next one will work.",
      "Dead-lettering moves the message, with its reason and its history, to a queue of its own where a person can look at it. It is stored there before it is acknowledged here, so a crash in between makes a copy at worst, which the message id removes.",
    ],
    next: { knob: "max-attempts", value: null, text: "Never give up: what does the poison message cost then?" },
  },
};
