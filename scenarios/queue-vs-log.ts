import type { ScenarioSource } from "../engine/scenario/schema.ts";

const readBy = (reader: string) => ({ distinct: "event", of: { type: "event-read", where: { reader } } }) as const;
const doneBy = (actor: string) => ({ distinct: "job", of: { type: "job-started", where: { actor } } }) as const;
/** With what it read a second time. */
const readings = (reader: string) => ({ count: { type: "event-read", where: { reader } } }) as const;
const stillQueued = { last: "stored", of: { type: "queue-observed", where: { queue: "orders" } } } as const;
const stillKept = { last: "stored", of: { type: "log-observed", where: { log: "order-events" } } } as const;

export const queueVsLog: ScenarioSource = {
  id: "queue-vs-log",
  title: "Queue vs log: a late worker and a late reader",
  shows: "A worker comes late to a queue, and a reader comes late to a log. What do they find there?",
  seed: 3,
  hopMs: 60,
  limitMs: 60_000,
  queues: [{ name: "orders" }],
  logs: [{ name: "order-events" }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 6, everyMs: 250 }],
  logProducers: [{ name: "shop-diary", log: "order-events", eventName: "placed", events: 6, everyMs: 250 }],
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
      title: "The newcomer starts",
      meaning: "Where a reader starts that has no offset in the log yet.",
      path: "readers.newcomer.from",
      options: [
        { value: "beginning", title: "at the beginning" },
        { value: "end", title: "at the end, with new events" },
      ],
    },
    {
      kind: "number",
      id: "late",
      title: "The newcomer comes after",
      meaning: "When the third reader comes.",
      path: "readers.newcomer.startMs",
      min: 500,
      max: 6_000,
      step: 500,
      unit: "ms",
    },
  ],
  variants: [
    { id: "read-once", title: "Each reader reads the log once" },
    { id: "search-goes-back", title: "Search forgets its offset", set: { "readers.search.rewindAfter": "placed-6" } },
  ],
  claims: [
    {
      id: "queue-forgets",
      says: "A finished job is deleted: at the end the queue is empty.",
      check: { kind: "queue-empty", queue: "orders" },
      within: { from: ["beginning", "end"], late: { atLeast: 500 } },
    },
    {
      id: "log-keeps",
      says: "The log keeps everything, although three readers have read it.",
      check: { kind: "log-keeps", log: "order-events" },
      within: { from: ["beginning", "end"], late: { atLeast: 500 } },
    },
    {
      id: "all-read-all",
      says: "Each reader reads all of it, even the one that comes late.",
      check: { kind: "read-by-all", log: "order-events" },
      within: { late: { atLeast: 500 } },
    },
    {
      id: "late-worker-finds-nothing",
      says: "A worker that comes late to the queue finds none of the finished jobs.",
      check: { kind: "figure", query: doneBy("late-packer-1"), is: { equals: 0 } },
      within: { from: ["beginning", "end"] },
    },
    {
      id: "replayed",
      says: "A reader that forgets its offset reads everything again.",
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
      "A shop reports each order twice: as a job to a queue, which a packer works on, and as an event to a log, which two readers follow at their own pace.",
      {
        text: "After {packer} a second packer comes to the queue. After {late} a newcomer comes to the log.",
        figures: {
          packer: { setting: "workers.late-packer.startMs", as: "ms" },
          late: { setting: "readers.newcomer.startMs", as: "ms" },
        },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the newcomer arrives.",
    prediction: {
      question: "How many of the six orders do the late packer and the newcomer get?",
      choices: [
        {
          id: "log-all",
          text: "The late packer none, the newcomer some",
          when: [
            { query: doneBy("late-packer-1"), is: { equals: 0 } },
            { query: readBy("newcomer"), is: { atLeast: 1 } },
          ],
        },
        {
          id: "nothing",
          text: "The late packer none, the newcomer none",
          when: [
            { query: doneBy("late-packer-1"), is: { equals: 0 } },
            { query: readBy("newcomer"), is: { equals: 0 } },
          ],
        },
        {
          id: "both",
          text: "The late packer some, the newcomer some",
          when: [
            { query: doneBy("late-packer-1"), is: { atLeast: 1 } },
            { query: readBy("newcomer"), is: { atLeast: 1 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-started", where: { actor: "newcomer-1" } },
      says: "The newcomer has no offset in the log yet. Look at the queue and at the log: which of them still holds the orders?",
    },
    segments: [
      {
        at: { type: "event-read", where: { reader: "newcomer" } },
        says: "The newcomer reads the first event, as if it had been there from the start.",
      },
    ],
    happened: [
      {
        text: "The late packer got {late} of the orders.",
        figures: { late: { query: doneBy("late-packer-1") } },
      },
      {
        text: "The newcomer read {all} of the events, search {search} and report {report}.",
        figures: {
          all: { query: readBy("newcomer") },
          search: { query: readBy("search") },
          report: { query: readBy("report") },
        },
      },
      {
        text: "Search forgot its offset and read {again} times in all: each event a second time.",
        figures: { again: { query: readings("search") } },
        when: { query: readings("search"), is: { atLeast: 7 } },
      },
      {
        text: "At the end the queue held {queued} jobs, and the log {kept} events.",
        figures: { queued: { query: stillQueued }, kept: { query: stillKept } },
      },
    ],
    why: [
      "A queue distributes work. An acknowledgement says 'done', and the job is deleted, so that nobody does it again. A log records what happened. Reading deletes nothing: a reader has only a number, its offset, which the server stores for it.",
      "So use a queue where each piece of work is to be done once, by whichever worker is free. Use a log where several readers want to know, at their own pace, or where somebody will want to read everything again. The price of a log: it grows until a limit deletes the oldest events. And a reader with an offset cannot set one event aside: to retry it later, you copy it to a retry topic or a dead-letter topic.",
      "Here the log is a JetStream stream with a durable consumer for each reader. In Kafka it is a topic with consumer groups, which start at the end by default; since 4.2 share groups read a topic like a queue. RabbitMQ has streams. Amazon SQS has no log.",
    ],
    next: {
      variant: "search-goes-back",
      text: "Let search forget its offset when it has read the last event. What does the log do then?",
      prediction: {
        question: "Search forgets its offset after the last event. How many events does it read in all?",
        choices: [
          { id: "six", text: "Six: it has read them already", when: { query: readings("search"), is: { equals: 6 } } },
          {
            id: "seven",
            text: "Seven: the last one comes again",
            when: { query: readings("search"), is: { atLeast: 7, atMost: 11 } },
          },
          {
            id: "twelve",
            text: "Twelve: it reads each one again",
            when: { query: readings("search"), is: { atLeast: 12 } },
          },
        ],
      },
    },
    challenge: {
      task: "Let the newcomer read none of the six events, while the log still keeps all six.",
      checks: [
        {
          says: "The newcomer reads none of them.",
          check: { kind: "figure", query: readBy("newcomer"), is: { equals: 0 } },
        },
        { says: "The log keeps six events.", check: { kind: "figure", query: stillKept, is: { equals: 6 } } },
      ],
      hints: [
        "A log deletes nothing because somebody has read it. So it does not matter how late the newcomer is.",
        "A reader without an offset must begin somewhere. Who says where?",
      ],
      solution: {
        variant: "read-once",
        knobs: { from: "end" },
        text: "Start the newcomer at the end. It gets only what is appended after it came.",
      },
      mistake: {
        variant: "read-once",
        knobs: { late: 6_000 },
        text: "The newcomer comes later, and still reads all six: the log has kept them.",
      },
    },
    remember: [
      "A queue holds work: an acknowledged job is deleted.",
      "A log holds facts: reading deletes nothing, and each reader has its own offset.",
      "Use a queue to get something done once. Use a log to tell several readers, or to read again.",
    ],
    reading: [
      {
        title: "The Log, by Jay Kreps",
        url: "https://engineering.linkedin.com/distributed-systems/log-what-every-software-engineer-should-know-about-real-time-datas-unifying",
      },
      {
        title: "Streams and their retention, in the NATS documentation",
        url: "https://docs.nats.io/nats-concepts/jetstream/streams",
      },
    ],
  },
};
