import type { ScenarioSource } from "../engine/scenario/schema.ts";

const stored = { count: { type: "job-stored" } } as const;

export const dedupWindow: ScenarioSource = {
  id: "dedup-window",
  title: "Sent twice, stored once, for a while",
  shows:
    "A job that is sent again with the same id is stored once within the deduplication window, and twice after it.",
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
        "How long the queue knows a message id again (JetStream calls it duplicate_window; 2 minutes by default).",
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
      says: "The repetitions are recognised, also of an order that is done already.",
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
      says: "And paid twice.",
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
      "The shop has heard no confirmation: was the order stored, or not? So it sends each order once more, with the same message id.",
      "The queue remembers the ids of the last two seconds.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops when the shop sends order-1 again.",
    prediction: {
      question: "Two orders, each sent twice. How many jobs are stored?",
      choices: [
        { id: "two", text: "Two: the queue knows the ids again", when: { query: stored, is: { equals: 2 } } },
        { id: "three", text: "Three", when: { query: stored, is: { equals: 3 } } },
        { id: "four", text: "Four: for the queue they are four messages", when: { query: stored, is: { equals: 4 } } },
      ],
    },
    decisive: {
      at: { type: "job-sent", where: { job: "order-1" } },
      nth: 2,
      says: "The shop sends order-1 again. The first one may be done and deleted: does the queue still know its id?",
    },
    happened: [
      {
        text: "{sent} messages were sent, {stored} jobs stored, {again} repetitions recognised.",
        figures: {
          sent: { query: { count: { type: "job-sent" } } },
          stored: { query: stored },
          again: { query: { count: { type: "job-deduplicated" } } },
        },
      },
      {
        text: "The customers paid {paid}.",
        figures: { paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" } },
      },
    ],
    why: [
      "A sender that hears nothing must send again, or risk that the job is lost. The message id makes that safe: the queue stores it once, and answers the repetition as if it were the first.",
      "But it remembers ids only for a window of time. A sender that comes back later, after a long outage or from a backup, makes a second job. So deduplication at the queue spares work; what must not happen twice needs an idempotency key where it happens.",
    ],
    next: { variant: "outside", text: "Let the shop send again only after three seconds." },
  },
};
