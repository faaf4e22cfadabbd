import type { ScenarioSource } from "../engine/scenario/schema.ts";

const stored = { count: { type: "job-stored" } } as const;

const recognised = { count: { type: "job-deduplicated" } } as const;

export const dedupWindow: ScenarioSource = {
  id: "dedup-window",
  title: "Deduplication window: the same message is sent twice",
  shows: "A shop gets no confirmation and sends each order again under the same message id. How many jobs are stored?",
  seed: 10,
  hopMs: 80,
  limitMs: 30_000,
  queues: [{ name: "orders", ackWaitMs: 3_000, dedupWindowMs: 2_000 }],
  producers: [
    { name: "shop", queue: "orders", jobName: "order", jobs: 2, everyMs: 500, amountCents: 2_000, sendsAgainMs: 1_000 },
  ],
  workers: [{ name: "worker", queue: "orders", handler: { kind: "charge", serviceMs: [150, 250], key: "none" } }],
  knobs: [
    {
      kind: "number",
      id: "window",
      title: "Deduplication window",
      meaning:
        "How long the queue remembers a message id (JetStream: duplicate_window, 2 minutes by default; SQS FIFO: 5 minutes).",
      path: "queues.orders.dedupWindowMs",
      min: 500,
      max: 8_000,
      step: 500,
      unit: "ms",
    },
  ],
  variants: [
    { id: "inside", title: "Sent again after one second", violates: ["effects-at-most-once"] },
    {
      id: "outside",
      title: "Sent again after three seconds",
      set: { "producers.shop.sendsAgainMs": 3_000 },
      violates: ["effects-at-most-once"],
    },
  ],
  claims: [
    {
      id: "stored-once",
      says: "Within the window each order is stored once.",
      check: { kind: "figure", query: stored, is: { equals: 2 } },
      variants: ["inside"],
      within: { window: { atLeast: 1_500 } },
    },
    {
      id: "recognised",
      says: "The repetitions are recognised, even of an order that is done and deleted.",
      check: { kind: "figure", query: { count: { type: "job-deduplicated" } }, is: { equals: 2 } },
      variants: ["inside"],
      within: { window: { atLeast: 1_500 } },
    },
    {
      id: "paid-once",
      says: "The customers pay what was ordered.",
      check: { kind: "ledger", actual: "equals-expected" },
      variants: ["inside"],
      within: { window: { atLeast: 1_500 } },
    },
    {
      id: "stored-twice",
      says: "After the window each order is stored twice.",
      check: { kind: "figure", query: stored, is: { equals: 4 } },
      variants: ["outside"],
      within: { window: { atMost: 2_000 } },
    },
    {
      id: "paid-twice",
      says: "And the customers pay twice.",
      check: { kind: "ledger", actual: "exceeds-expected" },
      variants: ["outside"],
      within: { window: { atMost: 2_000 } },
    },
  ],
  lesson: {
    picture: [
      {
        column: [
          { token: "job", of: "1" },
          { token: "job", of: "1", duplicate: true },
        ],
      },
      { shape: "tube" },
    ],
    situation: [
      {
        text: "The shop has received no confirmation: was the order stored, or not? So it sends each of two orders again after {again}, with the same message id.",
        figures: { again: { setting: "producers.shop.sendsAgainMs", as: "ms" } },
      },
      {
        text: "The queue remembers a message id for {window}.",
        figures: { window: { setting: "queues.orders.dedupWindowMs", as: "ms" } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the shop sends order-1 again.",
    prediction: {
      question: "Two orders, each sent twice. How many jobs are stored?",
      choices: [
        { id: "two", text: "Two jobs", when: { query: stored, is: { equals: 2 } } },
        { id: "three", text: "Three jobs", when: { query: stored, is: { equals: 3 } } },
        { id: "four", text: "Four jobs", when: { query: stored, is: { equals: 4 } } },
      ],
    },
    decisive: {
      at: { type: "job-sent", where: { job: "order-1" } },
      nth: 2,
      says: "The shop sends order-1 again. The first one is done and deleted. Does the queue still remember its id?",
    },
    happened: [
      {
        text: "{sent} messages were sent, and {stored} jobs were stored.",
        figures: { sent: { query: { count: { type: "job-sent" } } }, stored: { query: stored } },
      },
      {
        text: "The queue recognised {again} repetitions by their message id.",
        figures: { again: { query: recognised } },
        when: { query: recognised, is: { atLeast: 1 } },
      },
      {
        text: "The customers paid {paid} for two orders of €20.",
        figures: { paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" } },
      },
    ],
    why: [
      "A sender without a confirmation must send again, or risk that the job is lost. The message id makes this safe: the queue stores the job once, and confirms the repetition as if it were the first.",
      "But the queue remembers ids only for a limited time. A sender that comes back later, after a long outage or from a backup, makes a second job. So deduplication at the queue saves work. An effect that must not happen twice needs an idempotency key at the service that acts.",
    ],
    next: { variant: "outside", text: "Let the shop send again after three seconds." },
  },
};
