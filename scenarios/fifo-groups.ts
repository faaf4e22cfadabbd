import type { ScenarioSource } from "../engine/scenario/schema.ts";

const allDone = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } } as const;

/** Booking 5 is of the next account, booking 7 of the same one as booking 4, if there are three accounts. */
const waited = (job: string) =>
  ({
    elapsedMs: {
      from: { type: "job-acked", where: { job: "booking-4" } },
      to: { type: "job-started", where: { job } },
    },
  }) as const;
const overtakings = { descents: "job", of: { type: "job-ack-sent" } } as const;

export const fifoGroups: ScenarioSource = {
  id: "fifo-groups",
  title: "FIFO message groups: order within an account, and a crash",
  shows: "Bookings of three accounts share a queue with groups, and a worker crashes. Which bookings have to wait?",
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
      says: "Each account's bookings are done in their order, although a worker crashes.",
      check: { kind: "group-order", queue: "accounts" },
      within: { workers: { atLeast: 1 } },
    },
    {
      id: "side-by-side",
      says: "The three accounts are worked on in parallel.",
      check: { kind: "figure", query: allDone, is: { atMost: 4_200 } },
      variants: ["three-groups"],
      within: { workers: { atLeast: 3 } },
    },
    {
      id: "one-at-a-time",
      says: "A single account is no faster with three workers than with one.",
      check: { kind: "figure", query: allDone, is: { atLeast: 3_600 } },
      variants: ["one-group"],
      within: { workers: { atLeast: 1 } },
    },
    {
      id: "comes-back",
      says: "The booking of the crashed worker is delivered again, and its account waits for it.",
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
      {
        text: "Bookings of one account must be done in order. Bookings of different accounts have nothing to do with each other. So each booking carries its account as its group. {workers} workers share the queue.",
        figures: { workers: { setting: "workers.clerk.count" } },
      },
      "One worker crashes while it has booking-4, before its acknowledgement.",
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses at the crash.",
    prediction: {
      question: "What happens to the later bookings while booking-4 waits for its visibility timeout?",
      choices: [
        {
          id: "wait-own",
          text: "Some of them have to wait, others go on",
          when: [
            { query: waited("booking-5"), is: { equals: 0 } },
            { query: waited("booking-7"), is: { atLeast: 1 } },
          ],
        },
        {
          id: "overtake",
          text: "None of them has to wait: they overtake it",
          when: [
            { query: waited("booking-5"), is: { equals: 0 } },
            { query: waited("booking-7"), is: { equals: 0 } },
          ],
        },
        {
          id: "wait-all",
          text: "Each of them has to wait until it is done",
          when: { query: waited("booking-5"), is: { atLeast: 1 } },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "booking-4 is in flight to a crashed worker. Which of the other bookings may be delivered now?",
    },
    segments: [
      {
        at: { type: "job-delivered", where: { job: "booking-4", attempt: 2 } },
        says: "booking-4 is delivered again. The later bookings of its account come after it.",
      },
    ],
    happened: [
      {
        text: "All bookings were done {took} after the first was sent, by {workers} workers.",
        figures: {
          took: { query: allDone, as: "ms" },
          workers: { query: { distinct: "actor", of: { type: "job-acked" } } },
        },
      },
      {
        text: "{n} bookings were done after a later booking of another account.",
        figures: { n: { query: overtakings } },
        when: { query: overtakings, is: { atLeast: 1 } },
      },
      {
        text: "The bookings were done one after the other, in the order in which they were sent.",
        when: { query: overtakings, is: { equals: 0 } },
      },
    ],
    why: [
      "A group has at most one job in flight, so no job of it can be overtaken: not after a crash, and not after a retry. The price: a group waits for its slowest job, and is never faster than one worker.",
      "Choose small groups: an account, an order. Then there are many, and the workers share them. Amazon SQS FIFO orders by message group, too; there one receive may bring several messages of a group, and the group is locked until all of them are done. Here groups are spread over partitions, each a JetStream consumer with one message in flight.",
    ],
    next: {
      variant: "one-group",
      text: "Put all bookings into one account. How do three workers help then?",
      prediction: {
        question: "All bookings are of one account now. Which bookings wait while booking-4 waits for its timeout?",
        choices: [
          {
            id: "none",
            text: "None of them: the workers are free",
            when: [
              { query: waited("booking-5"), is: { equals: 0 } },
              { query: waited("booking-7"), is: { equals: 0 } },
            ],
          },
          {
            id: "some",
            text: "Some of them: every third one waits",
            when: [
              { query: waited("booking-5"), is: { equals: 0 } },
              { query: waited("booking-7"), is: { atLeast: 1 } },
            ],
          },
          {
            id: "all",
            text: "All later ones: the account is blocked",
            when: { query: waited("booking-5"), is: { atLeast: 1 } },
          },
        ],
      },
    },
    challenge: {
      task: "Three accounts, and the crash. Get all bookings done within 3.4 seconds, with as few workers as you can.",
      checks: [
        {
          says: "All bookings are done within 3.4 seconds.",
          check: { kind: "figure", query: allDone, is: { atMost: 3_400 } },
        },
        {
          says: "At most two workers take part.",
          check: { kind: "figure", query: { distinct: "actor", of: { type: "job-acked" } }, is: { atMost: 2 } },
        },
        { says: "Each account's bookings are done in their order.", check: { kind: "group-order", queue: "accounts" } },
      ],
      hints: [
        "The account of booking-4 waits 1.5 seconds, whatever you do. What do the others need?",
        "Two accounts go on meanwhile.",
      ],
      solution: {
        variant: "three-groups",
        knobs: { workers: 2 },
        text: "Two workers. While one account waits, two accounts are left, so a third worker has little to do.",
      },
      mistake: {
        variant: "three-groups",
        knobs: { workers: 1 },
        text: "One worker keeps the order, too. But it crashes with booking-4, and every account waits for its restart and its work.",
      },
    },
    remember: [
      "Order costs parallel work: what must be in order is done one after another.",
      "A message group keeps order within itself, and groups go on side by side.",
      "Choose small groups, such as one customer or one order.",
    ],
    reading: [
      {
        title: "FIFO queue key terms: message group ID, in the Amazon SQS documentation",
        url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-key-terms.html",
      },
      {
        title: "Single active consumer, in the RabbitMQ documentation",
        url: "https://www.rabbitmq.com/docs/consumers#single-active-consumer",
      },
    ],
  },
};
