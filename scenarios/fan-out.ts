import type { ScenarioSource } from "../engine/scenario/schema.ts";

/** Each at its own pace. */
const OBSERVERS = { mail: 250, stock: 350, stats: 500 } as const;
const HANDS = ["mailer", "stocker", "counter"] as const;
const seenBy = (actor: string) => ({ distinct: "job", of: { type: "job-started", where: { actor } } }) as const;
const readBy = (reader: string) => ({ distinct: "event", of: { type: "offset-moved", where: { reader } } }) as const;
const mostAtQueue = { mostPer: "actor", of: { type: "job-started" } } as const;

export const fanOut: ScenarioSource = {
  id: "fan-out",
  title: "One event, many who want to know",
  shows: "Three observers on one work queue see a part each; on a log each of them sees everything.",
  seed: 5,
  hopMs: 100,
  limitMs: 60_000,
  queues: [{ name: "orders" }],
  logs: [{ name: "order-events" }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 6, everyMs: 450 }],
  appenders: [{ name: "shop-diary", log: "order-events", eventName: "placed", events: 6, everyMs: 450 }],
  workers: HANDS.map((name) => ({
    name,
    queue: "orders",
    handler: { kind: "work", serviceMs: [500, 700] },
  })),
  readers: Object.entries(OBSERVERS).map(([name, serviceMs]) => ({
    name,
    log: "order-events",
    handler: { kind: "work", serviceMs },
    ackWaitMs: 1_500,
    restartAfterMs: 1_000,
  })),
  knobs: [
    {
      kind: "number",
      id: "orders",
      title: "Events",
      meaning: "How many orders the shop writes into its log.",
      path: "appenders.shop-diary.events",
      min: 3,
      max: 12,
    },
    {
      kind: "number",
      id: "stats-time",
      title: "Stats takes",
      meaning: "How long one of the three readers needs for each event.",
      path: "readers.stats.handler.serviceMs",
      min: 100,
      max: 2_000,
      step: 100,
      unit: "ms",
    },
  ],
  variants: [
    { id: "all-well", title: "All are well" },
    {
      id: "one-dies",
      title: "One reader dies",
      set: { faults: [{ kind: "crash", at: { actor: "mail-1", nth: 3, point: "before-ack" } }] },
    },
  ],
  claims: [
    {
      id: "queue-shares-out",
      says: "On the queue each order goes to one of the three.",
      check: { kind: "one-worker-each", queue: "orders" },
    },
    {
      id: "a-part-each",
      says: "No worker sees all orders.",
      check: { kind: "figure", query: mostAtQueue, is: { atMost: 5 } },
    },
    {
      id: "log-tells-all",
      says: "On the log each of the three reads everything.",
      check: { kind: "read-by-all", log: "order-events" },
      within: { orders: { atLeast: 3 }, "stats-time": { atLeast: 100 } },
    },
    {
      id: "nothing-taken",
      says: "Reading takes nothing from the log.",
      check: { kind: "log-keeps", log: "order-events" },
      within: { orders: { atLeast: 3 }, "stats-time": { atLeast: 100 } },
    },
    {
      id: "goes-on-where-it-was",
      says: "The reader that died reads again only the event that it held.",
      check: {
        kind: "figure",
        query: { count: { type: "event-read", where: { reader: "mail" } } },
        is: { equals: 7 },
      },
      variants: ["one-dies"],
    },
    {
      id: "others-do-not-wait",
      says: "The others read each event once, and wait for nobody.",
      check: {
        kind: "figure",
        query: { max: "attempt", of: { type: "event-read", where: { reader: "stock" } } },
        is: { equals: 1 },
      },
      variants: ["one-dies"],
      within: { orders: { atLeast: 3 }, "stats-time": { atLeast: 100 } },
    },
  ],
  lesson: {
    picture: [
      { token: "event", of: "4" },
      { cells: 3, read: 3 },
      { stack: [{ shape: "worker" }, { shape: "worker" }, { shape: "worker" }] },
    ],
    situation: [
      "Three parts of a shop want to know of every order: mail thanks for it, stock reserves it, stats counts it.",
      "Somebody let all three work on one queue, as mailer, stocker and counter. Beside it each of them reads the log of what happened.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops when the third order is given out.",
    prediction: {
      question: "Six orders. How many of them does the busiest of the three workers at the queue hear of?",
      choices: [
        { id: "all", text: "All six", when: { query: mostAtQueue, is: { equals: 6 } } },
        {
          id: "part",
          text: "Two or three: each order goes to one of them",
          when: { query: mostAtQueue, is: { atMost: 3 } },
        },
        { id: "most", text: "Four or five: the quickest takes most", when: { query: mostAtQueue, is: { atLeast: 4 } } },
      ],
    },
    decisive: {
      at: { type: "job-delivered", where: { queue: "orders" } },
      nth: 3,
      says: "Three orders, three workers, one for each. In the log every mark moves past every cell.",
    },
    happened: [
      {
        text: "At the queue, the mailer heard of {mail}, the stocker of {stock} and the counter of {stats} of the orders.",
        figures: {
          mail: { query: seenBy("mailer-1") },
          stock: { query: seenBy("stocker-1") },
          stats: { query: seenBy("counter-1") },
        },
      },
      {
        text: "From the log, mail read {mail}, stock {stock} and stats {stats} of them. {again} of these readings were repeats after a crash.",
        figures: {
          mail: { query: readBy("mail") },
          stock: { query: readBy("stock") },
          stats: { query: readBy("stats") },
          again: { query: { count: { type: "event-read", where: { attempt: { atLeast: 2 } } } } },
        },
      },
    ],
    why: [
      "Workers on one queue are hands: whoever is free takes the next job, and the others never hear of it. That is right for work, and wrong for news.",
      "Readers of a log are eyes: each has its own place, so a slow one, or one that died, holds up nobody else. It finds what it missed when it comes back, and reads the event again that it had in hand: at least once, as everywhere.",
      "Without a log one gives each observer a queue of its own: a fanout exchange in RabbitMQ, SNS in front of SQS queues. That works too, but whoever comes later gets only what is sent from then on.",
    ],
    next: { variant: "one-dies", text: "Let mail die in the middle of its third event: what do the other two notice?" },
  },
};
