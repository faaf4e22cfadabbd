import type { ScenarioSource } from "../engine/scenario/schema.ts";

const anyhow = { storage: ["file", "memory"], down: { atLeast: 400 }, "ack-wait": { atLeast: 1_500 } };
const onDisk = { ...anyhow, storage: ["file"] };
const inMemory = { ...anyhow, storage: ["memory"] };

const lost = { count: { type: "job-lost" } } as const;
const again = { distinct: "job", of: { type: "job-delivered", where: { attempt: { atLeast: 2 } } } } as const;
const known = { count: { type: "effect-deduplicated" } } as const;
const crashed = { count: { type: "actor-crashed" } } as const;
/** From the first delivery of order-3, which is in flight when the server dies, to the second. */
const untilAgain = {
  elapsedMs: {
    from: { type: "job-delivered", where: { job: "order-3", attempt: 1 } },
    to: { type: "job-delivered", where: { job: "order-3", attempt: 2 } },
  },
} as const;

export const brokerRestart: ScenarioSource = {
  id: "broker-restart",
  title: "Durability: the queue's own server is killed and restarted",
  shows:
    "kill -9 hits the server that holds the queue. What becomes of the messages on its disk, in its memory, and in flight?",
  seed: 3,
  hopMs: 60,
  limitMs: 40_000,
  queues: [{ name: "orders", ackWaitMs: 3_000, storage: "file" }],
  producers: [
    {
      name: "shop",
      queue: "orders",
      jobName: "order",
      jobs: 10,
      everyMs: 200,
      amountCents: 2_000,
      confirmWithinMs: 1_500,
    },
  ],
  workers: [
    { name: "worker", count: 2, queue: "orders", handler: { kind: "charge", serviceMs: [400, 600], key: "job" } },
  ],
  faults: [{ kind: "server-kill", at: { atMs: 1_500 }, downMs: 1_200 }],
  knobs: [
    {
      kind: "choice",
      id: "storage",
      title: "Storage",
      meaning: "Where the server stores the messages (the stream's storage): on its disk, or only in its memory.",
      path: "queues.orders.storage",
      options: [
        { value: "file", title: "on disk" },
        { value: "memory", title: "in memory", violates: ["nothing-lost"] },
      ],
    },
    {
      kind: "number",
      id: "down",
      title: "The server is away",
      meaning: "How long it takes until the server is started again.",
      path: "faults.0.downMs",
      min: 400,
      max: 2_000,
      step: 200,
      unit: "ms",
    },
    {
      kind: "number",
      id: "ack-wait",
      title: "Visibility timeout",
      meaning:
        "How long the queue waits for the acknowledgement (ack_wait). The time runs while the server is away, too.",
      path: "queues.orders.ackWaitMs",
      min: 1_500,
      max: 10_000,
      step: 500,
      unit: "ms",
    },
  ],
  claims: [
    {
      id: "killed-and-back",
      says: "The server was killed once and came back.",
      check: { kind: "figure", query: { count: { type: ["server-stopped", "server-started"] } }, is: { equals: 2 } },
      within: anyhow,
    },
    {
      id: "everybody-reconnects",
      says: "The shop and the workers lost their connections and reconnected by themselves.",
      check: {
        kind: "figure",
        query: { distinct: "actor", of: { type: "connection-restored" } },
        is: { equals: 3 },
      },
      within: anyhow,
    },
    {
      id: "nobody-else-dies",
      says: "No worker and no sender crashed.",
      check: { kind: "figure", query: { count: { type: "actor-crashed" } }, is: { equals: 0 } },
      within: anyhow,
    },
    {
      id: "all-accepted",
      says: "Every order was accepted in the end: an unconfirmed order was sent again under the same id.",
      check: { kind: "figure", query: { distinct: "job", of: { type: "job-stored" } }, is: { equals: 10 } },
      within: anyhow,
    },
    {
      id: "all-done",
      says: "On disk: every order is done.",
      check: { kind: "figure", query: { distinct: "job", of: { type: "job-acked" } }, is: { equals: 10 } },
      within: onDisk,
    },
    {
      id: "nothing-gone",
      says: "On disk: no accepted order is lost.",
      check: { kind: "figure", query: { count: { type: "job-lost" } }, is: { equals: 0 } },
      within: onDisk,
    },
    {
      id: "everybody-paid-once",
      says: "On disk: every customer paid once, even where a job was done twice.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: onDisk,
    },
    {
      id: "gone-from-memory",
      says: "In memory: the messages are lost, though the server had confirmed them.",
      check: { kind: "figure", query: { count: { type: "job-lost" } }, is: { atLeast: 1 } },
      within: inMemory,
    },
  ],
  lesson: {
    picture: [
      { shape: "tube", is: "dead", full: true },
      { sign: "restart", tone: "doubt" },
      { shape: "tube", full: true },
    ],
    situation: [
      "A shop sends ten orders of €20 to a queue, and two workers charge the cards. The queue itself is a program too: a server that stores the messages and delivers them.",
      {
        text: "After a second and a half the server is killed by kill -9: it has no time to save anything. It is started again {down} later. The shop and the workers go on; they only lose their connections.",
        figures: { down: { setting: "faults.0.downMs", as: "ms" } },
      },
      {
        text: "The server keeps the queue only in its memory.",
        when: { query: lost, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the server is killed.",
    prediction: {
      question: "What becomes of the orders that are in the queue?",
      choices: [
        { id: "gone", text: "Some are lost, though they were confirmed", when: { query: lost, is: { atLeast: 1 } } },
        {
          id: "there",
          text: "All are kept, and most are delivered once",
          when: [
            { query: lost, is: { equals: 0 } },
            { query: crashed, is: { equals: 0 } },
            { query: again, is: { atMost: 4 } },
          ],
        },
        {
          id: "all-twice",
          text: "All are kept, and most are delivered again",
          when: [
            { query: lost, is: { equals: 0 } },
            { query: crashed, is: { equals: 0 } },
            { query: again, is: { atLeast: 5 } },
          ],
        },
        {
          id: "gives-up",
          text: "All are kept, but the shop crashes and stops",
          when: [
            { query: lost, is: { equals: 0 } },
            { query: crashed, is: { atLeast: 1 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "server-stopped" },
      says: "The server is killed. The shop and the workers live, but nobody stores an order and nobody takes an acknowledgement.",
    },
    happened: [
      {
        text: "The server was away for {away}. {done} of 10 orders were done in the end.",
        figures: {
          away: {
            query: { elapsedMs: { from: { type: "server-stopped" }, to: { type: "server-started" } } },
            as: "ms",
          },
          done: { query: { distinct: "job", of: { type: "job-acked" } } },
        },
      },
      {
        text: "{lost} orders were confirmed and then lost.",
        figures: { lost: { query: lost } },
        when: { query: lost, is: { atLeast: 1 } },
      },
      {
        text: "{again} orders were delivered again. The payment provider recognised {known} repeated charges by their key.",
        figures: { again: { query: again }, known: { query: known } },
        when: { query: again, is: { atLeast: 1 } },
      },
      {
        text: "order-3 was in flight when the server was killed. It was delivered again {after} after its first delivery; the visibility timeout is {ackwait}.",
        figures: {
          after: { query: untilAgain, as: "ms" },
          ackwait: { setting: "queues.orders.ackWaitMs", as: "ms" },
        },
        when: { query: untilAgain, is: { atLeast: 1 } },
      },
      {
        text: "The customers paid {charged} for ten orders of €20.",
        figures: { charged: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" } },
      },
    ],
    why: [
      "With file storage the server writes a message before it confirms it, and what a process has written survives the end of that process. So every confirmed order is there. A sender without a confirmation cannot know, and sends again under the same id: the order is stored once.",
      "A message that was in flight is still in flight after the restart, and the worker's acknowledgement counts when it has reconnected. But the visibility timeout goes on. nats-server stores the time of a delivery only roughly, so after a restart the timeout can end earlier than promised. Then a second worker gets the job, and only the idempotency key makes this harmless.",
      "With memory storage the restart loses the queue, its messages and the memory of message ids. A worker finishes the job it has, but its acknowledgement finds no queue.",
      "A power cut is different: what is written may not be on the disk yet. nats-server forces its writes to disk every two minutes by default (sync_interval), so a power cut can lose everything that was confirmed since then. Copies on several servers do not prevent this by themselves: they may lose power together. 'sync always' does, and it is much slower.",
    ],
    next: {
      knob: "storage",
      value: "memory",
      text: "Keep the queue in memory, and kill the server at the same moment.",
    },
  },
};
