import type { ScenarioSource } from "../engine/scenario/schema.ts";

const left = { last: "stored", of: { type: "queue-observed" } } as const;
const dead = { count: { type: "job-dead-lettered" } } as const;
const deliveries = { count: { type: "job-delivered", where: { job: "order-2" } } } as const;

export const dlqBlackHole: ScenarioSource = {
  id: "dlq-black-hole",
  title: "max_deliver without a dead-letter queue: a message uses up its attempts",
  shows: "JetStream stops to deliver a message after max_deliver attempts. Where is the message then?",
  seed: 9,
  hopMs: 80,
  limitMs: 5_000,
  queues: [
    { name: "orders", ackWaitMs: 2_000, maxAttempts: 3, retry: { kind: "fixed", delayMs: 300 }, deadLetters: false },
  ],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 4, everyMs: 400, amountCents: 2_000 }],
  workers: [
    { name: "worker", count: 2, queue: "orders", handler: { kind: "charge", serviceMs: [150, 250], key: "job" } },
  ],
  faults: [{ kind: "poison", job: "order-2" }],
  knobs: [
    {
      kind: "choice",
      id: "dead-letters",
      title: "When the attempts are used up",
      meaning:
        "Either the server stops delivering (max_deliver), or the worker moves the message to a dead-letter queue.",
      path: "queues.orders.deadLetters",
      options: [
        { value: false, title: "the server stops delivering", violates: ["everything-ends"] },
        { value: true, title: "the worker moves the message to the DLQ" },
      ],
    },
  ],
  variants: [
    { id: "plain", title: "Plain JetStream: max_deliver 3" },
    {
      id: "handler",
      title: "The worker moves it to a dead-letter queue",
      set: { "queues.orders.deadLetters": true, limitMs: 20_000 },
    },
  ],
  claims: [
    {
      id: "stays",
      says: "The message stays in the stream.",
      check: { kind: "figure", query: left, is: { equals: 1 } },
      variants: ["plain"],
      within: { "dead-letters": [false] },
    },
    {
      id: "not-waiting",
      says: "It is not waiting.",
      check: { kind: "figure", query: { last: "waiting", of: { type: "queue-observed" } }, is: { equals: 0 } },
      variants: ["plain"],
      within: { "dead-letters": [false] },
    },
    {
      id: "not-lent",
      says: "It is not in flight either.",
      check: { kind: "figure", query: { last: "inFlight", of: { type: "queue-observed" } }, is: { equals: 0 } },
      variants: ["plain"],
      within: { "dead-letters": [false] },
    },
    {
      id: "three-deliveries",
      says: "It was delivered three times.",
      check: { kind: "figure", query: deliveries, is: { equals: 3 } },
      within: { "dead-letters": [false, true] },
    },
    {
      id: "found-again",
      says: "With a dead-letter queue the message is there, and the queue is empty.",
      check: { kind: "dead-letters", queue: "orders", jobs: ["order-2"] },
      variants: ["handler"],
      within: { "dead-letters": [true] },
    },
  ],
  lesson: {
    picture: [
      { shape: "tube" },
      { token: "job", of: "2", poison: true, held: true },
      { sign: "question", tone: "doubt" },
    ],
    situation: [
      {
        text: "No worker can read order-2. The queue is a plain JetStream consumer with max_deliver {attempts}: after that many deliveries the server stops.",
        figures: { attempts: { setting: "queues.orders.maxAttempts" } },
        when: { query: dead, is: { equals: 0 } },
      },
      {
        text: "There is no dead-letter queue. The server announces the end of the attempts in an advisory, to whoever listens at that moment. Nobody does.",
        when: { query: dead, is: { equals: 0 } },
      },
      {
        text: "No worker can read order-2. After {attempts} deliveries the worker itself moves it to a dead-letter queue.",
        figures: { attempts: { setting: "queues.orders.maxAttempts" } },
        when: { query: dead, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play, and look at the queue's numbers at the end.",
    prediction: {
      question: "Where is order-2 at the end?",
      choices: [
        { id: "dead", text: "In a dead-letter queue", when: { query: dead, is: { atLeast: 1 } } },
        {
          id: "gone",
          text: "Nowhere: it was deleted",
          when: [
            { query: dead, is: { equals: 0 } },
            { query: left, is: { equals: 0 } },
          ],
        },
        {
          id: "there",
          text: "Still in the stream",
          when: [
            { query: dead, is: { equals: 0 } },
            { query: left, is: { atLeast: 1 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "job-failed", where: { job: "order-2", attempt: 3 } },
      says: "The third attempt has failed. What happens to order-2 now?",
    },
    happened: [
      {
        text: "order-2 was delivered {deliveries} times. At the end the stream held {left} messages: {waiting} waiting, {inflight} in flight.",
        figures: {
          deliveries: { query: deliveries },
          left: { query: left },
          waiting: { query: { last: "waiting", of: { type: "queue-observed" } } },
          inflight: { query: { last: "inFlight", of: { type: "queue-observed" } } },
        },
      },
      {
        text: "So order-2 is still stored, and no worker will get it again.",
        when: { query: left, is: { atLeast: 1 } },
      },
      {
        text: "The dead-letter queue held {dead} messages.",
        figures: { dead: { query: dead } },
        when: { query: dead, is: { atLeast: 1 } },
      },
    ],
    why: [
      "max_deliver stops the deliveries and does nothing else. The message is neither waiting nor in flight, so neither number shows it. The number of such messages is: stored, less waiting, less in flight.",
      "The advisory is a message that nobody stores: whoever does not listen at that moment misses it. So let the worker count the attempts, and move the message to a dead-letter queue before it acknowledges it.",
    ],
    next: { variant: "handler", text: "Let the worker move it to a dead-letter queue." },
  },
};
