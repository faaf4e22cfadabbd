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
  title: "Retry, exponential backoff and jitter: a provider is down",
  shows:
    "A payment provider is down for a while, and each order may be tried a few times. Which retry policy gets the orders through?",
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
      meaning: "How long it refuses every charge, from the beginning.",
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
      meaning: "After this many deliveries a job is dead-lettered.",
      path: "queues.orders.maxAttempts",
      min: 1,
      max: 8,
    },
  ],
  variants: [
    { id: "at-once", title: "Retry at once" },
    {
      id: "backoff",
      title: "Exponential backoff",
      set: { "queues.orders.retry": { kind: "exponential", firstMs: 400, factor: 2 } },
    },
    {
      id: "jitter",
      title: "Exponential backoff with jitter",
      set: { "queues.orders.retry": { kind: "exponential", firstMs: 400, factor: 2, jitter: "equal" } },
    },
  ],
  claims: [
    {
      id: "burnt",
      says: "Retried at once, every order is dead-lettered before the outage is over.",
      check: { kind: "figure", query: dead, is: { equals: 8 } },
      variants: ["at-once"],
      within: { outage: { atLeast: 2_500 }, attempts: { atMost: 5 } },
    },
    {
      id: "comes-through",
      says: "With exponential backoff every order is charged.",
      check: { kind: "ledger", actual: "equals-expected" },
      variants: ["backoff", "jitter"],
      within: { outage: { atMost: 2_500 }, attempts: { atLeast: 5 } },
    },
    {
      id: "in-waves",
      says: "Without jitter the orders come back together.",
      check: { kind: "figure", query: spread, is: { atMost: 400 } },
      variants: ["backoff"],
    },
    {
      id: "spread-out",
      says: "With jitter they come back one by one.",
      check: { kind: "figure", query: spread, is: { atLeast: 400 } },
      variants: ["jitter"],
    },
  ],
  lesson: {
    picture: [{ token: "job", of: "1", attempt: 3 }, { sign: "hourglass", tone: "doubt" }, { note: "down" }],
    situation: [
      {
        text: "The payment provider is down for {outage}. Eight orders are to be charged, and each may be tried {attempts} times.",
        figures: {
          outage: { setting: "faults.0.forMs", as: "ms" },
          attempts: { setting: "queues.orders.maxAttempts" },
        },
      },
      "When a charge fails, the worker nacks the order, and the queue delivers it again. The retry policy says when.",
    ],
    tryFirst: "Commit to a prediction, then press play.",
    prediction: {
      question: "How many of the eight orders end in the dead-letter queue?",
      choices: [
        { id: "dead", text: "All eight", when: { query: dead, is: { equals: 8 } } },
        { id: "all", text: "None of them", when: { query: dead, is: { equals: 0 } } },
        { id: "some", text: "One to seven", when: { query: dead, is: { atLeast: 1, atMost: 7 } } },
      ],
    },
    decisive: {
      at: { type: "job-failed", where: { attempt: 3 } },
      says: "An order has failed for the third time. Look at the clock: how long has the provider been down, and how long will it still be?",
    },
    segments: [
      {
        at: { type: "job-dead-lettered" },
        says: "The first order is dead-lettered after five attempts. The provider is still down.",
      },
    ],
    happened: [
      {
        text: "The provider refused {asked} charges. {dead} orders were dead-lettered, and the customers paid {paid}.",
        figures: {
          asked: { query: { count: { type: "effect-refused" } } },
          dead: { query: dead },
          paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" },
        },
      },
      {
        text: "The fourth attempts of the orders were spread over {spread}.",
        figures: { spread: { query: spread, as: "ms" } },
        when: { query: spread, is: { atLeast: 1 } },
      },
    ],
    why: [
      "Retries help against trouble that passes, and most trouble takes seconds, not milliseconds. Without a wait, all attempts are used up before anybody could repair anything, and the provider gets all of the load.",
      "Exponential backoff doubles the wait each time, so a few attempts reach far. But orders that failed together come back together, as a wave. Jitter makes each wait random, and spreads the wave out.",
    ],
    next: {
      variant: "jitter",
      text: "Use exponential backoff with jitter.",
      prediction: {
        question: "The same five attempts, now with exponential backoff and jitter. How many orders are dead-lettered?",
        choices: [
          { id: "all", text: "All eight, only later than before", when: { query: dead, is: { equals: 8 } } },
          { id: "some", text: "Some, as the jitter has it", when: { query: dead, is: { atLeast: 1, atMost: 7 } } },
          { id: "none", text: "None: they outlast the outage", when: { query: dead, is: { equals: 0 } } },
        ],
      },
    },
    challenge: {
      task: "The provider is down for 8 seconds. Get all eight orders through.",
      checks: [
        {
          says: "The provider refuses charges for more than 6 seconds.",
          check: {
            kind: "figure",
            query: { elapsedMs: { from: { type: "effect-refused" }, to: { type: "effect-refused" } } },
            is: { atLeast: 6_000 },
          },
        },
        { says: "Every customer pays what was ordered.", check: { kind: "ledger", actual: "equals-expected" } },
      ],
      hints: [
        "Turn the outage up to 8000 ms first. Then look at the moment of the last attempt.",
        "The waits are 400, 800, 1600 and 3200 ms: five attempts reach about 7 seconds. One more attempt doubles the reach.",
      ],
      solution: {
        variant: "backoff",
        knobs: { outage: 8_000, attempts: 6 },
        text: "One more attempt. With exponential backoff each further attempt reaches twice as far.",
      },
      mistake: {
        variant: "backoff",
        knobs: { outage: 8_000 },
        text: "The fifth attempt comes about 7 seconds after the first, and the provider is still down.",
      },
    },
    remember: [
      "Retry helps against trouble that passes, if you wait between the attempts.",
      "Exponential backoff doubles the wait each time, so few attempts reach far.",
      "Jitter makes each wait random, so that failed jobs do not come back as a wave.",
    ],
    reading: [
      {
        title: "Exponential backoff and jitter, on the AWS Architecture Blog",
        url: "https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/",
      },
      {
        title: "Retry policies, in the Temporal documentation",
        url: "https://docs.temporal.io/encyclopedia/retry-policies",
      },
    ],
  },
};
