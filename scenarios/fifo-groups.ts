import type { ScenarioSource } from "../engine/scenario/schema.ts";

const allDone = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } } as const;

export const fifoGroups: ScenarioSource = {
  id: "fifo-groups",
  title: "In order, but only where it matters",
  shows:
    "Within a group one job at a time, in order, also through a crash; different groups side by side. One group alone is as slow as one worker.",
  seed: 17,
  hopMs: 40,
  limitMs: 60_000,
  queues: [{ name: "accounts", ackWaitMs: 1_500, lanes: { kind: "groups", partitions: 8 } }],
  producers: [
    { name: "bank", queue: "accounts", jobName: "booking", jobs: 12, everyMs: 40, groups: ["ann", "bob", "emil"] },
  ],
  workers: [
    {
      name: "clerk",
      count: 3,
      queue: "accounts",
      handler: { kind: "work", serviceMs: [180, 260] },
      restartAfterMs: 500,
    },
  ],
  faults: [{ kind: "crash", at: { job: "booking-4", attempt: 1, point: "before-ack" } }],
  knobs: [
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers share the queue.",
      path: "workers.clerk.count",
      min: 1,
      max: 6,
    },
  ],
  variants: [
    { id: "three-groups", title: "Three accounts" },
    { id: "one-group", title: "All bookings of one account", set: { "producers.bank.groups": ["ann"] } },
  ],
  claims: [
    {
      id: "order-holds",
      says: "Each account's bookings are done one after the other, in their order, though a worker dies.",
      check: { kind: "group-order", queue: "accounts" },
      within: { workers: { atLeast: 1 } },
    },
    {
      id: "side-by-side",
      says: "Three accounts are worked on side by side.",
      check: { kind: "figure", query: allDone, is: { atMost: 4_200 } },
      variants: ["three-groups"],
      within: { workers: { atLeast: 3 } },
    },
    {
      id: "one-at-a-time",
      says: "One account alone is no faster with three workers than with one.",
      check: { kind: "figure", query: allDone, is: { atLeast: 3_600 } },
      variants: ["one-group"],
      within: { workers: { atLeast: 1 } },
    },
    {
      id: "comes-back",
      says: "What the dead worker held comes back, and its account waits for it.",
      check: { kind: "came-back", queue: "accounts" },
      within: { workers: { atLeast: 1 } },
    },
  ],
  lesson: {
    picture: [
      { column: [{ shape: "tube" }, { shape: "tube" }] },
      { token: "job", of: "1" },
      { stack: [{ shape: "worker" }, { shape: "worker" }] },
    ],
    situation: [
      "Bookings of one account must be done in their order; those of different accounts have nothing to do with each other. So each booking carries its account as its group.",
      "Three workers share the queue. One of them dies in the middle of booking-4.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops at the crash.",
    prediction: {
      question: "What happens to the bookings that come after booking-4?",
      choices: [
        {
          id: "wait-all",
          text: "All wait until it is back",
          when: {
            query: {
              elapsedMs: {
                from: { type: "job-acked", where: { job: "booking-4" } },
                to: { type: "job-started", where: { job: "booking-5" } },
              },
            },
            is: { atLeast: 1 },
          },
        },
        {
          id: "wait-own",
          text: "Those of its account wait; the others go on",
          when: {
            query: {
              elapsedMs: {
                from: { type: "job-acked", where: { job: "booking-4" } },
                to: { type: "job-started", where: { job: "booking-7" } },
              },
            },
            is: { atLeast: 1 },
          },
        },
        {
          id: "overtake",
          text: "They overtake it",
          when: { query: { count: { type: "job-acked" } }, is: { atLeast: 1 } },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "booking-4 is lent to a dead worker. Which of the others may be given out now?",
    },
    happened: [
      {
        text: "All bookings were done {took} after the first was sent, by {workers} workers.",
        figures: {
          took: { query: allDone, as: "ms" },
          workers: { query: { distinct: "actor", of: { type: "job-acked" } } },
        },
      },
      {
        text: "{n} times a booking was done after one with a higher number: of another account.",
        figures: { n: { query: { descents: "job", of: { type: "job-ack-sent" } } } },
      },
    ],
    why: [
      "Each group has at most one job lent at a time, so nothing of it can overtake: not after a crash, not after a retry. The price is that a group waits for its slowest job, and goes no faster than one worker.",
      "Choose small groups: an account, an order. Then there are many, and the work is shared. Amazon SQS FIFO does the same by message group; here groups are spread over partitions, each a consumer with one message in flight.",
    ],
    next: { variant: "one-group", text: "Put all bookings into one account: what do three workers help then?" },
  },
};
