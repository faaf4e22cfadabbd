import type { ScenarioSource } from "../engine/scenario/schema.ts";

/** Order holds wherever the knobs stand. */
const ANYWHERE = {
  partitions: { atLeast: 1 },
  readers: { atLeast: 1 },
  keys: { atLeast: 1 },
  hot: [null, 50, 70, 90],
};
const took = { elapsedMs: { from: { type: "event-appended" }, to: { type: "offset-moved" } } } as const;

export const partitionOrder: ScenarioSource = {
  id: "partition-order",
  title: "In order, and in parallel",
  shows: "A log keeps order within a partition; more partitions are read side by side, until one key is hot.",
  seed: 11,
  hopMs: 40,
  limitMs: 60_000,
  logs: [{ name: "bookings", partitions: 4 }],
  appenders: [
    {
      name: "bank",
      log: "bookings",
      eventName: "booking",
      events: 20,
      everyMs: 40,
      keys: 8,
      keyName: "account",
    },
  ],
  readers: [
    {
      name: "clerk",
      log: "bookings",
      count: 4,
      handler: { kind: "work", serviceMs: [180, 260] },
      ackWaitMs: 2_000,
      restartAfterMs: 500,
    },
  ],
  knobs: [
    {
      kind: "number",
      id: "partitions",
      title: "Partitions",
      meaning: "Rows of the log; a key is always in the same one.",
      path: "logs.bookings.partitions",
      min: 1,
      max: 8,
    },
    {
      kind: "number",
      id: "readers",
      title: "Clerks",
      meaning: "Processes that share the reader's places, and so the partitions.",
      path: "readers.clerk.count",
      min: 1,
      max: 8,
    },
    {
      kind: "number",
      id: "keys",
      title: "Accounts",
      meaning: "How many keys the bookings have.",
      path: "appenders.bank.keys",
      min: 1,
      max: 16,
    },
    {
      kind: "choice",
      id: "hot",
      title: "Of the first account",
      meaning: "How many of a hundred bookings belong to the first account.",
      path: "appenders.bank.hotKeyPercent",
      options: [
        { value: null, title: "as many as of the others" },
        { value: 50, title: "50 in a hundred" },
        { value: 70, title: "70 in a hundred" },
        { value: 90, title: "90 in a hundred" },
      ],
    },
  ],
  variants: [
    { id: "even", title: "Accounts in turn" },
    { id: "hot-key", title: "One hot account", set: { "appenders.bank.hotKeyPercent": 70 } },
    { id: "one-partition", title: "One partition", set: { "logs.bookings.partitions": 1 } },
  ],
  claims: [
    {
      id: "order-holds",
      says: "Each account's bookings are read one after the other, in their order.",
      check: { kind: "key-order", log: "bookings" },
      within: ANYWHERE,
    },
    {
      id: "all-read",
      says: "The clerks read all of it between them.",
      check: { kind: "read-by-all", log: "bookings" },
      within: ANYWHERE,
    },
    {
      id: "side-by-side",
      says: "Different partitions are read side by side.",
      check: { kind: "side-by-side", log: "bookings", atLeast: 3, atMost: 8 },
      variants: ["even"],
      within: { partitions: { atLeast: 4 }, readers: { atLeast: 4 }, keys: { atLeast: 8 } },
    },
    {
      id: "one-at-a-time",
      says: "One partition is read one event at a time, however many clerks there are.",
      check: { kind: "side-by-side", log: "bookings", atMost: 1 },
      variants: ["one-partition"],
      within: { readers: { atLeast: 1 }, keys: { atLeast: 1 }, hot: [null, 50, 70, 90] },
    },
    {
      id: "quicker",
      says: "Four clerks at four partitions need less than half of what they need at one.",
      check: { kind: "figure", query: took, is: { atMost: 3_600 } },
      variants: ["even"],
      within: { partitions: { atLeast: 4 }, readers: { atLeast: 4 }, keys: { atLeast: 8 } },
    },
    {
      id: "as-slow-as-one",
      says: "At one partition they are no quicker than one clerk.",
      check: { kind: "figure", query: took, is: { atLeast: 3_601 } },
      variants: ["one-partition"],
      within: { readers: { atLeast: 1 }, keys: { atLeast: 1 }, hot: [null, 50, 70, 90] },
    },
    {
      id: "hot-one-lags",
      says: "With one hot account the others are done long before its partition is.",
      check: { kind: "hot-partition", log: "bookings", atLeast: 6 },
      variants: ["hot-key"],
      within: { readers: { atLeast: 4 }, hot: [70] },
    },
  ],
  lesson: {
    picture: [
      {
        column: [
          { cells: 2, read: 2 },
          { cells: 5, read: 1 },
          { cells: 2, read: 1 },
        ],
      },
      { shape: "worker" },
    ],
    situation: [
      "A bank writes 20 bookings of eight accounts into a log with four partitions. An account's bookings always go into the same partition, which its name decides.",
      "Four clerks read the log together. Of each partition one booking is in hand at a time; a clerk needs about 0.4 seconds for one, the way there and back included, so that one clerk alone would need almost eight seconds.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops when the fourth booking is taken.",
    prediction: {
      question: "How long do four clerks need?",
      choices: [
        {
          id: "as-long",
          text: "Almost eight seconds too: order allows one at a time",
          when: { query: took, is: { atLeast: 6_800 } },
        },
        { id: "quarter", text: "A quarter of it", when: { query: took, is: { atMost: 2_000 } } },
        {
          id: "between",
          text: "Something in between: the fullest partition decides",
          when: { query: took, is: { atLeast: 2_001 } },
        },
      ],
    },
    decisive: {
      at: { type: "event-read" },
      nth: 4,
      says: "Each row has a place of its own, and only the first unread cell of a row may be taken. Which row will be the last?",
    },
    happened: [
      {
        text: "All {n} bookings were read within {took}, by {clerks} clerks.",
        figures: {
          n: { query: { distinct: "event", of: { type: "offset-moved" } } },
          took: { query: took, as: "ms" },
          clerks: { query: { distinct: "actor", of: { type: "event-read" } } },
        },
      },
      {
        text: "The fullest partition had {most} of them.",
        figures: { most: { query: { mostPer: "partition", of: { type: "event-appended" } } } },
      },
    ],
    why: [
      "Order costs parallelism, so it is bought only where it is needed: events of one key lie in one partition and are read one after the other; events of different partitions have nothing to do with each other. There is never more side by side than there are partitions, and more clerks than partitions stand idle.",
      "Keys spread over the partitions by a hash, never quite evenly, and the fullest row is the last. A hot key is the extreme: all of it is one row, and no number of clerks or partitions helps. Then the key must be made smaller, or its order given up.",
      "Kafka's topics work like this, its partitions each with one consumer of a group. Groups of a queue (Amazon SQS FIFO, and the chapter on groups) keep order alike, but forget what is done.",
    ],
    next: { variant: "hot-key", text: "Make one account hot: what do four clerks help then?" },
  },
};
