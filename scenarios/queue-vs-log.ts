import type { ScenarioSource } from "../engine/scenario/schema.ts";

const readBy = (reader: string) => ({ distinct: "event", of: { type: "event-read", where: { reader } } }) as const;
const doneBy = (actor: string) => ({ distinct: "job", of: { type: "job-started", where: { actor } } }) as const;
const stillQueued = { last: "stored", of: { type: "queue-observed", where: { queue: "orders" } } } as const;
const stillKept = { last: "stored", of: { type: "log-observed", where: { log: "order-events" } } } as const;

export const queueVsLog: ScenarioSource = {
  id: "queue-vs-log",
  title: "The queue forgets, the log keeps",
  shows:
    "A queue deletes what is done. A log keeps it: a second reader, and one that comes later, read all of it from places of their own.",
  seed: 3,
  hopMs: 60,
  limitMs: 60_000,
  queues: [{ name: "orders" }],
  logs: [{ name: "order-events" }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 6, everyMs: 250 }],
  appenders: [{ name: "shop-diary", log: "order-events", eventName: "placed", events: 6, everyMs: 250 }],
  workers: [
    { name: "packer", queue: "orders", handler: { kind: "work", serviceMs: [150, 250] } },
    { name: "late-packer", queue: "orders", handler: { kind: "work", serviceMs: [150, 250] }, startMs: 3_000 },
  ],
  readers: [
    { name: "search", log: "order-events", handler: { kind: "work", serviceMs: [150, 250] } },
    { name: "report", log: "order-events", handler: { kind: "work", serviceMs: [500, 600] } },
    { name: "newcomer", log: "order-events", handler: { kind: "work", serviceMs: [150, 250] }, startMs: 3_000 },
  ],
  knobs: [
    {
      kind: "choice",
      id: "from",
      title: "The newcomer begins",
      meaning: "Where a reader begins that has no place in the log yet.",
      path: "readers.newcomer.from",
      options: [
        { value: "beginning", title: "at the beginning" },
        { value: "end", title: "with what is new" },
      ],
    },
    {
      kind: "number",
      id: "late",
      title: "The newcomer comes after",
      meaning: "How late the third reader comes.",
      path: "readers.newcomer.startMs",
      min: 500,
      max: 6_000,
      step: 500,
      unit: "ms",
    },
  ],
  variants: [
    { id: "read-once", title: "Each reads it once" },
    { id: "search-goes-back", title: "Search goes back", set: { "readers.search.rewindAfter": "placed-6" } },
  ],
  claims: [
    {
      id: "queue-forgets",
      says: "What is done is deleted: at the end the queue holds nothing.",
      check: { kind: "queue-empty", queue: "orders" },
      within: { from: ["beginning", "end"], late: { atLeast: 500 } },
    },
    {
      id: "log-keeps",
      says: "The log holds everything, though three have read it.",
      check: { kind: "log-keeps", log: "order-events" },
      within: { from: ["beginning", "end"], late: { atLeast: 500 } },
    },
    {
      id: "all-read-all",
      says: "Each reader reads all of it, also the one that comes later.",
      check: { kind: "read-by-all", log: "order-events" },
      within: { late: { atLeast: 500 } },
    },
    {
      id: "late-worker-finds-nothing",
      says: "A worker that comes later to the queue finds nothing of what was done before.",
      check: { kind: "figure", query: doneBy("late-packer-1"), is: { equals: 0 } },
      within: { from: ["beginning", "end"] },
    },
    {
      id: "replayed",
      says: "Who forgets its place reads everything once more.",
      check: {
        kind: "figure",
        query: { count: { type: "event-read", where: { reader: "search" } } },
        is: { equals: 12 },
      },
      variants: ["search-goes-back"],
      within: { from: ["beginning", "end"], late: { atLeast: 500 } },
    },
  ],
  lesson: {
    picture: [
      { shape: "tube" },
      {
        column: [
          { cells: 4, read: 4 },
          { cells: 4, read: 1 },
        ],
      },
    ],
    situation: [
      "A shop tells each order twice: as a job for the queue, which a packer works off, and as an event for the log, which two readers follow at their own pace.",
      "When everything is done, one more comes to each side: a late packer to the queue, a newcomer to the log.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops when the newcomer is there.",
    prediction: {
      question: "What is there for the two that come last?",
      choices: [
        {
          id: "nothing",
          text: "Nothing for either: it is all done",
          when: { query: readBy("newcomer"), is: { equals: 0 } },
        },
        {
          id: "log-all",
          text: "Nothing in the queue, and all six orders in the log",
          when: { query: doneBy("late-packer-1"), is: { equals: 0 } },
        },
        {
          id: "both",
          text: "All six orders for both of them",
          when: { query: doneBy("late-packer-1"), is: { atLeast: 1 } },
        },
      ],
    },
    decisive: {
      at: { type: "actor-started", where: { actor: "newcomer-1" } },
      says: "The newcomer has no place in the log yet. Look at the two: an empty tube, and a row of cells that are all still there.",
    },
    happened: [
      {
        text: "The late packer got {late} of the orders, the newcomer {all}: the same as search ({search}) and report ({report}).",
        figures: {
          late: { query: doneBy("late-packer-1") },
          all: { query: readBy("newcomer") },
          search: { query: readBy("search") },
          report: { query: readBy("report") },
        },
      },
      {
        text: "At the end the queue held {queued} and the log {kept}.",
        figures: { queued: { query: stillQueued }, kept: { query: stillKept } },
      },
    ],
    why: [
      "A queue hands out work: an acknowledgement says 'done', and the job is deleted, so that nobody does it again. A log writes down what happened: reading takes nothing away, and all that a reader has is a number, its offset, which the server keeps for it.",
      "So take a queue where each piece of work is to be done once, by whoever is free; and a log where several want to know, at their own pace, or somebody will want to read it all again. The log's price: it grows until a time limit cuts it, and no single event can be set aside, retried later or dead-lettered by itself.",
      "Here the log is a JetStream stream with a durable consumer for each reader. In Kafka it is a topic with consumer groups; Amazon SQS and RabbitMQ's classic queues have none, RabbitMQ's streams are one.",
    ],
    next: {
      variant: "search-goes-back",
      text: "Let search forget its place when it has read the last one: what does the log do then?",
    },
  },
};
