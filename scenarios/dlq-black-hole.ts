import type { ScenarioSource } from "../engine/scenario/schema.ts";

const left = { last: "stored", of: { type: "queue-observed" } } as const;
const deliveries = { count: { type: "job-delivered", where: { job: "order-2" } } } as const;

export const dlqBlackHole: ScenarioSource = {
  id: "dlq-black-hole",
  title: "Given up, and nobody knows",
  shows:
    "Where only the server counts attempts, a message that has used them up stays in the stream: nobody gets it, nobody hears of it.",
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
      title: "Who takes care of what is given up",
      meaning: "The server alone, with max_deliver; or the worker, which moves it to the dead letters.",
      path: "queues.orders.deadLetters",
      options: [
        { value: false, title: "nobody: the server stops delivering it", violates: ["everything-ends"] },
        { value: true, title: "the worker: it goes to the dead letters" },
      ],
    },
  ],
  variants: [
    { id: "plain", title: "Plain JetStream: max_deliver 3" },
    {
      id: "handler",
      title: "The worker moves it to the dead letters",
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
      says: "It does not wait for anybody.",
      check: { kind: "figure", query: { last: "waiting", of: { type: "queue-observed" } }, is: { equals: 0 } },
      variants: ["plain"],
      within: { "dead-letters": [false] },
    },
    {
      id: "not-lent",
      says: "Nobody has it either.",
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
      says: "With a dead-letter queue it lies there, and the queue is empty.",
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
      "order-2 cannot be read by any worker. The queue is a plain JetStream consumer with max_deliver 3: after three deliveries the server stops.",
      "There is no dead-letter queue. The server announces what it gave up in an advisory, to whoever listens at that moment; nobody does.",
    ],
    tryFirst: "Commit your prediction, then press play, and look at the queue's numbers at the end.",
    prediction: {
      question: "Where is order-2 at the end?",
      choices: [
        {
          id: "dead",
          text: "Among the dead letters",
          when: { query: { count: { type: "job-dead-lettered" } }, is: { atLeast: 1 } },
        },
        { id: "gone", text: "Deleted", when: { query: left, is: { equals: 0 } } },
        {
          id: "there",
          text: "Still in the stream, and nobody will ever get it",
          when: { query: left, is: { atLeast: 1 } },
        },
      ],
    },
    decisive: {
      at: { type: "job-failed", where: { job: "order-2", attempt: 3 } },
      says: "The third attempt has failed. What happens to order-2 now?",
    },
    happened: [
      {
        text: "order-2 was delivered {deliveries} times. Messages in the stream at the end: {left}. Waiting: {waiting}. Lent to a worker: {lent}.",
        figures: {
          deliveries: { query: deliveries },
          left: { query: left },
          waiting: { query: { last: "waiting", of: { type: "queue-observed" } } },
          lent: { query: { last: "inFlight", of: { type: "queue-observed" } } },
        },
      },
      {
        text: "Dead letters: {dead}.",
        figures: { dead: { query: { count: { type: "job-dead-lettered" } } } },
      },
    ],
    why: [
      "max_deliver stops the deliveries and nothing else. The message is not waiting and not lent, so neither number shows it: dead is what is stored, less what waits, less what is lent.",
      "The advisory is a message like any other that nobody stores: who does not listen just then never hears it. So the worker should count, and move the message to a dead-letter queue itself, before it acknowledges it.",
    ],
    next: { variant: "handler", text: "Let the worker move it to the dead letters." },
  },
};
