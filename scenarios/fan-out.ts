import type { ScenarioSource } from "../engine/scenario/schema.ts";

/** Each at its own pace. */
const OBSERVERS = { mail: 250, stock: 350, stats: 500 } as const;
const HANDS = ["mailer", "stocker", "counter"] as const;
const seenBy = (actor: string) => ({ distinct: "job", of: { type: "job-started", where: { actor } } }) as const;
const readBy = (reader: string) => ({ distinct: "event", of: { type: "offset-moved", where: { reader } } }) as const;
const repeated = { count: { type: "event-read", where: { attempt: { atLeast: 2 } } } } as const;
const mostAtQueue = { mostPer: "actor", of: { type: "job-started" } } as const;

export const fanOut: ScenarioSource = {
  id: "fan-out",
  title: "Fan-out: three services want to know of every order",
  shows:
    "Three services share one work queue, and three readers follow a log. How many of the orders does each of them see?",
  seed: 5,
  hopMs: 100,
  limitMs: 60_000,
  queues: [{ name: "orders" }],
  logs: [{ name: "order-events" }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 6, everyMs: 450 }],
  logProducers: [{ name: "shop-diary", log: "order-events", eventName: "placed", events: 6, everyMs: 450 }],
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
      meaning: "How many events the shop adds to its log.",
      path: "logProducers.shop-diary.events",
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
    { id: "all-well", title: "No crash" },
    {
      id: "one-dies",
      title: "One reader crashes",
      set: { faults: [{ kind: "crash", at: { actor: "mail-1", nth: 3, point: "before-ack" } }] },
    },
  ],
  claims: [
    {
      id: "queue-shares-out",
      says: "In the queue, each order goes to one of the three workers.",
      check: { kind: "one-worker-each", queue: "orders" },
    },
    {
      id: "a-part-each",
      says: "No worker sees all orders.",
      check: { kind: "figure", query: mostAtQueue, is: { atMost: 5 } },
    },
    {
      id: "log-tells-all",
      says: "In the log, each of the three readers reads everything.",
      check: { kind: "read-by-all", log: "order-events" },
      within: { orders: { atLeast: 3 }, "stats-time": { atLeast: 100 } },
    },
    {
      id: "nothing-taken",
      says: "Reading deletes nothing from the log.",
      check: { kind: "log-keeps", log: "order-events" },
      within: { orders: { atLeast: 3 }, "stats-time": { atLeast: 100 } },
    },
    {
      id: "goes-on-where-it-was",
      says: "The reader that crashed repeats only the event that it was working on.",
      check: {
        kind: "figure",
        query: { count: { type: "event-read", where: { reader: "mail" } } },
        is: { equals: 7 },
      },
      variants: ["one-dies"],
    },
    {
      id: "others-do-not-wait",
      says: "The other readers read each event once, and do not wait.",
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
      "Three parts of a shop want to know of every order: mail sends thanks for it, stock reserves the goods, stats counts it.",
      {
        text: "Somebody let all three work on one queue with six orders, as mailer, stocker and counter. Beside it, each of them reads a log with {events} events.",
        figures: { events: { setting: "logProducers.shop-diary.events" } },
      },
      {
        text: "The reader mail crashes while it works on its third event.",
        when: { query: { count: { type: "actor-crashed" } }, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the third order is delivered.",
    prediction: {
      question: "Six orders are in the queue. How many of them does the busiest of the three workers get?",
      choices: [
        { id: "all", text: "All six", when: { query: mostAtQueue, is: { equals: 6 } } },
        { id: "part", text: "Two or three", when: { query: mostAtQueue, is: { atLeast: 2, atMost: 3 } } },
        { id: "most", text: "Four or five", when: { query: mostAtQueue, is: { atLeast: 4, atMost: 5 } } },
      ],
    },
    decisive: {
      at: { type: "job-delivered", where: { queue: "orders" } },
      nth: 3,
      says: "Three orders, three workers, one order for each. In the log, each reader's mark moves past every cell.",
    },
    segments: [
      {
        at: { type: "offset-moved", where: { reader: "stats", event: "placed-6" } },
        says: "Stats, the slowest reader, has read the last event too.",
      },
    ],
    happened: [
      {
        text: "From the queue, the mailer got {mail} of the orders, the stocker {stock} and the counter {stats}.",
        figures: {
          mail: { query: seenBy("mailer-1") },
          stock: { query: seenBy("stocker-1") },
          stats: { query: seenBy("counter-1") },
        },
      },
      {
        text: "From the log, mail read {mail} of the events, stock {stock} and stats {stats}.",
        figures: {
          mail: { query: readBy("mail") },
          stock: { query: readBy("stock") },
          stats: { query: readBy("stats") },
        },
      },
      {
        text: "After the crash, {again} events were read again.",
        figures: { again: { query: repeated } },
        when: { query: repeated, is: { atLeast: 1 } },
      },
    ],
    why: [
      "Workers on one queue compete: the next free one takes the next job, and the others never hear of it. This is right for work, and wrong for news.",
      "Readers of a log each have their own offset, so a slow or crashed reader holds up nobody else. When it comes back it finds what it missed, and reads the event again that it was working on: at-least-once delivery, as everywhere.",
      "Without a log, give each reader a queue of its own: a fanout exchange in RabbitMQ, or SNS in front of SQS queues. This works too, but a queue that is added later gets only what is sent from then on.",
    ],
    next: {
      variant: "one-dies",
      text: "Let mail crash in the middle of its third event. What do the other two readers notice?",
      prediction: {
        question:
          "Mail crashes while it works on its third event. How many events are read a second time, by all readers together?",
        choices: [
          { id: "none", text: "None: a log repeats nothing", when: { query: repeated, is: { equals: 0 } } },
          { id: "one", text: "One: the event that mail had", when: { query: repeated, is: { equals: 1 } } },
          { id: "more", text: "Two or more, one per reader", when: { query: repeated, is: { atLeast: 2 } } },
        ],
      },
    },
    challenge: {
      task: "Let stats fall behind: it reads the sixth event more than 3 seconds after mail has read it. No reader may miss an event.",
      checks: [
        {
          says: "Stats reads the sixth event more than 3 seconds after mail.",
          check: {
            kind: "figure",
            query: {
              elapsedMs: {
                from: { type: "offset-moved", where: { reader: "mail", event: "placed-6" } },
                to: { type: "offset-moved", where: { reader: "stats", event: "placed-6" } },
              },
            },
            is: { atLeast: 3_000 },
          },
        },
        { says: "Each reader reads everything.", check: { kind: "read-by-all", log: "order-events" } },
      ],
      hints: [
        "A new event comes every 450 ms. Who is slower than that?",
        "More events let stats fall behind a little more, but only after the sixth. Make each event take longer.",
      ],
      solution: {
        variant: "all-well",
        knobs: { "stats-time": 1_500 },
        text: "Let stats take 1.5 seconds for each event. It falls behind by a second with each one, and mail does not notice.",
      },
      mistake: {
        variant: "all-well",
        knobs: { orders: 12 },
        text: "There are more events, but at the sixth one stats is as far behind as before.",
      },
    },
    remember: [
      "Workers on one queue share the messages: each message goes to one of them.",
      "Readers of a log do not share: each reads everything, at its own pace.",
      "A slow or crashed reader holds up no other reader. Watch how far each is behind.",
    ],
    reading: [
      {
        title: "Publish-Subscribe Channel, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/PublishSubscribeChannel.html",
      },
      {
        title: "Consumer groups and offsets, in the Kafka documentation",
        url: "https://kafka.apache.org/documentation/#intro_consumers",
      },
    ],
  },
};
