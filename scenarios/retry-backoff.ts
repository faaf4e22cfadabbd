import type { ScenarioSource } from "../engine/scenario/schema.ts";

const dead = { count: { type: "job-dead-lettered" } } as const;
const spread = {
  elapsedMs: {
    from: { type: "job-delivered", where: { attempt: 4 } },
    to: { type: "job-delivered", where: { attempt: 4 } },
  },
} as const;

export const retryBackoff: ScenarioSource = {
  id: "retry-backoff",
  title: "Try again, but when?",
  shows:
    "Trying again at once burns all attempts in a moment and hammers whoever is down; longer and longer waits, spread by chance, come through.",
  seed: 12,
  hopMs: 30,
  limitMs: 30_000,
  queues: [{ name: "orders", ackWaitMs: 5_000, maxAttempts: 5, retry: { kind: "fixed", delayMs: 0 } }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 8, everyMs: 10, amountCents: 1_000 }],
  workers: [
    {
      name: "worker",
      count: 2,
      concurrency: 4,
      queue: "orders",
      handler: { kind: "charge", serviceMs: [20, 40], key: "job" },
    },
  ],
  faults: [{ kind: "outage", atMs: 0, forMs: 2_500 }],
  knobs: [
    {
      kind: "number",
      id: "outage",
      title: "The payment provider is down for",
      meaning: "How long nobody answers there, from the beginning.",
      path: "faults.0.forMs",
      min: 500,
      max: 8_000,
      step: 500,
      unit: "ms",
    },
    {
      kind: "number",
      id: "attempts",
      title: "Attempts",
      meaning: "After so many deliveries a job is dead-lettered.",
      path: "queues.orders.maxAttempts",
      min: 1,
      max: 8,
    },
  ],
  variants: [
    { id: "at-once", title: "Try again at once" },
    {
      id: "backoff",
      title: "Wait longer each time",
      set: { "queues.orders.retry": { kind: "exponential", firstMs: 400, factor: 2 } },
    },
    {
      id: "jitter",
      title: "Wait longer each time, spread by chance",
      set: { "queues.orders.retry": { kind: "exponential", firstMs: 400, factor: 2, jitter: "equal" } },
    },
  ],
  claims: [
    {
      id: "burnt",
      says: "Tried again at once, every order is given up before the outage is over.",
      check: { kind: "figure", query: dead, is: { equals: 8 } },
      variants: ["at-once"],
      within: { outage: { atLeast: 2_500 }, attempts: { atMost: 5 } },
    },
    {
      id: "comes-through",
      says: "With longer and longer waits every order comes through.",
      check: { kind: "ledger", actual: "equals-expected" },
      variants: ["backoff", "jitter"],
      within: { outage: { atMost: 2_500 }, attempts: { atLeast: 5 } },
    },
    {
      id: "in-waves",
      says: "Without chance they all come back together.",
      check: { kind: "figure", query: spread, is: { atMost: 400 } },
      variants: ["backoff"],
    },
    {
      id: "spread-out",
      says: "With jitter they come one by one.",
      check: { kind: "figure", query: spread, is: { atLeast: 400 } },
      variants: ["jitter"],
    },
  ],
  lesson: {
    picture: [{ token: "job", of: "1", attempt: 3 }, { sign: "hourglass", tone: "doubt" }, { note: "down" }],
    situation: [
      "The payment provider is down, and will be back in 2.5 seconds. Eight orders are to be charged. Each fails, and each may be tried five times.",
      "The worker hands a failed order back to the queue, which gives it out again: at once, or after a wait.",
    ],
    tryFirst: "Commit your prediction, then press play.",
    prediction: {
      question: "What becomes of the eight orders?",
      choices: [
        {
          id: "dead",
          text: "All attempts fail; they end in the dead letters",
          when: { query: dead, is: { atLeast: 8 } },
        },
        { id: "some", text: "Some come through", when: { query: dead, is: { atLeast: 1 } } },
        { id: "all", text: "All come through when the provider is back", when: { query: dead, is: { equals: 0 } } },
      ],
    },
    decisive: {
      at: { type: "job-failed", where: { attempt: 3 } },
      says: "An order has failed for the third time. Look at the clock: how long has the provider been down, and how much longer will it be?",
    },
    happened: [
      {
        text: "The provider was asked {asked} times in vain. {dead} orders were given up; the customers paid {paid}.",
        figures: {
          asked: { query: { count: { type: "effect-refused" } } },
          dead: { query: dead },
          paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" },
        },
      },
      {
        text: "Between the first and the last fourth attempt lay {spread}.",
        figures: { spread: { query: spread, as: "ms" } },
      },
    ],
    why: [
      "Retries are for what passes, and most of it takes seconds, not milliseconds. Tried at once, five attempts are gone before anybody could have repaired anything, and whoever is down is hit with all of it.",
      "Waits that double each time (exponential backoff) reach far with few attempts. But what failed together comes back together, as a wave. Jitter draws each wait by chance and spreads the wave out.",
    ],
    next: { variant: "jitter", text: "Wait longer each time, and spread it by chance." },
  },
};
