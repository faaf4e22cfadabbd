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
  title: "Partitions and keys: order and parallelism in a log",
  shows: "20 bookings of eight accounts are spread over four partitions. How much faster are four readers than one?",
  seed: 11,
  hopMs: 40,
  limitMs: 60_000,
  logs: [{ name: "bookings", partitions: 4 }],
  logProducers: [
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
      meaning: "How many partitions the log has. A key is always in the same one.",
      path: "logs.bookings.partitions",
      min: 1,
      max: 8,
    },
    {
      kind: "number",
      id: "readers",
      title: "Clerks",
      meaning: "Processes of one reader. They share its offsets, and so the partitions.",
      path: "readers.clerk.count",
      min: 1,
      max: 8,
    },
    {
      kind: "number",
      id: "keys",
      title: "Accounts",
      meaning: "How many keys the bookings have.",
      path: "logProducers.bank.keys",
      min: 1,
      max: 16,
    },
    {
      kind: "choice",
      id: "hot",
      title: "Bookings of the first account",
      meaning: "What part of the bookings belongs to the first account.",
      path: "logProducers.bank.hotKeyPercent",
      options: [
        { value: null, title: "as many as of each other one" },
        { value: 50, title: "50 %" },
        { value: 70, title: "70 %" },
        { value: 90, title: "90 %" },
      ],
    },
  ],
  variants: [
    { id: "even", title: "Accounts in turn" },
    { id: "hot-key", title: "One hot account", set: { "logProducers.bank.hotKeyPercent": 70 } },
    { id: "one-partition", title: "One partition", set: { "logs.bookings.partitions": 1 } },
  ],
  claims: [
    {
      id: "order-holds",
      says: "Each account's bookings are read in their order.",
      check: { kind: "key-order", log: "bookings" },
      within: ANYWHERE,
    },
    {
      id: "all-read",
      says: "Together the clerks read everything.",
      check: { kind: "read-by-all", log: "bookings" },
      within: ANYWHERE,
    },
    {
      id: "side-by-side",
      says: "Different partitions are read in parallel.",
      check: { kind: "side-by-side", log: "bookings", atLeast: 3, atMost: 8 },
      variants: ["even"],
      within: { partitions: { atLeast: 4 }, readers: { atLeast: 4 }, keys: { atLeast: 8 } },
    },
    {
      id: "one-at-a-time",
      says: "One partition is read one event at a time, whatever the number of clerks.",
      check: { kind: "side-by-side", log: "bookings", atMost: 1 },
      variants: ["one-partition"],
      within: { readers: { atLeast: 1 }, keys: { atLeast: 1 }, hot: [null, 50, 70, 90] },
    },
    {
      id: "quicker",
      says: "Four clerks need less than half the time on four partitions that they need on one.",
      check: { kind: "figure", query: took, is: { atMost: 3_600 } },
      variants: ["even"],
      within: { partitions: { atLeast: 4 }, readers: { atLeast: 4 }, keys: { atLeast: 8 } },
    },
    {
      id: "as-slow-as-one",
      says: "On one partition they are no faster than one clerk.",
      check: { kind: "figure", query: took, is: { atLeast: 3_601 } },
      variants: ["one-partition"],
      within: { readers: { atLeast: 1 }, keys: { atLeast: 1 }, hot: [null, 50, 70, 90] },
    },
    {
      id: "hot-one-lags",
      says: "With one hot account, the other partitions are done long before its own.",
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
      {
        text: "A bank adds 20 bookings of {accounts} accounts to a log with {partitions} partitions. The bookings of an account are always in the same partition, which its name decides.",
        figures: {
          accounts: { setting: "logProducers.bank.keys" },
          partitions: { setting: "logs.bookings.partitions" },
        },
      },
      {
        text: "{clerks} clerks read the log together. In each partition one booking is in progress at a time. A clerk needs about 0.4 seconds for a booking, including the way to the log and back. So one clerk alone needs almost eight seconds.",
        figures: { clerks: { setting: "readers.clerk.count" } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the fourth booking is read.",
    prediction: {
      question: "How long do the clerks need for all 20 bookings?",
      choices: [
        { id: "quarter", text: "Less than 2 seconds", when: { query: took, is: { atMost: 1_999 } } },
        { id: "between", text: "2 to 4 seconds", when: { query: took, is: { atLeast: 2_000, atMost: 4_000 } } },
        { id: "most", text: "4 to 7 seconds", when: { query: took, is: { atLeast: 4_001, atMost: 7_000 } } },
        { id: "as-long", text: "More than 7 seconds", when: { query: took, is: { atLeast: 7_001 } } },
      ],
    },
    decisive: {
      at: { type: "event-read" },
      nth: 4,
      says: "Each partition has its own offset, and only its first unread event may be read. Which partition will be the last?",
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
      "Order costs parallelism, so pay for it only where you need it. Events with one key are in one partition and are read one after the other. Events in different partitions are read in parallel. There is never more in progress than there are partitions, and more clerks than partitions are idle.",
      "A hash spreads the keys over the partitions, never quite evenly, and the fullest partition is done last. A hot key is the extreme: all of it is in one partition, and no number of clerks or partitions helps. Then split the key, or give up its order.",
      "Kafka's topics work like this: each partition is read by one consumer of a group. Groups of a queue (the lesson on FIFO message groups, and Amazon SQS FIFO) keep order in a similar way, but delete what is done.",
    ],
    next: { variant: "hot-key", text: "Make one account hot. How do four clerks help then?" },
  },
};
