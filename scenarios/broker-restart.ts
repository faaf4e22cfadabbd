import type { ScenarioSource } from "../engine/scenario/schema.ts";

const anyhow = { storage: ["file", "memory"], down: { atLeast: 400 }, "ack-wait": { atLeast: 1_500 } };
const onDisk = { ...anyhow, storage: ["file"] };
const inMemory = { ...anyhow, storage: ["memory"] };

export const brokerRestart: ScenarioSource = {
  id: "broker-restart",
  title: "The queue's own server dies",
  shows:
    "The server is killed by kill -9: what lies on its disk is there when it comes back, what it had in memory only is gone.",
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
      title: "The server keeps the queue",
      meaning: "Where the messages lie (the stream's storage): on the server's disk, or in its memory only.",
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
      meaning: "How long the queue waits for a word from the worker; it goes on while the server is away (ack_wait).",
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
      says: "The server died once and came back.",
      check: { kind: "figure", query: { count: { type: ["server-stopped", "server-started"] } }, is: { equals: 2 } },
      within: anyhow,
    },
    {
      id: "everybody-reconnects",
      says: "Nobody else died: the shop and the workers lost their connections and connected again by themselves.",
      check: {
        kind: "figure",
        query: { distinct: "actor", of: { type: "connection-restored" } },
        is: { equals: 3 },
      },
      within: anyhow,
    },
    {
      id: "nobody-else-dies",
      says: "No worker and no sender died with the server.",
      check: { kind: "figure", query: { count: { type: "actor-crashed" } }, is: { equals: 0 } },
      within: anyhow,
    },
    {
      id: "all-accepted",
      says: "Every order was accepted in the end: what had no answer was sent again under the same id.",
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
      says: "On disk: nothing that had been accepted is gone.",
      check: { kind: "figure", query: { count: { type: "job-lost" } }, is: { equals: 0 } },
      within: onDisk,
    },
    {
      id: "everybody-paid-once",
      says: "On disk: every customer paid once, also where a job was done twice.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: onDisk,
    },
    {
      id: "gone-from-memory",
      says: "In memory: what waited or was being worked on is gone, though its sender had been told that it is stored.",
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
      "A shop sends ten orders into a queue, two workers charge the cards. The queue itself is a program too: a server that keeps the messages and gives them out.",
      "After a second and a half that server is killed, as by kill -9: it has no time to save anything. A little later it is started again on the same disk. The shop and the workers go on living; they only lose their connections.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops by itself when the server dies.",
    prediction: {
      question: "What becomes of the orders that wait in the queue?",
      choices: [
        {
          id: "gone",
          text: "They are gone, and nobody is told",
          when: { query: { count: { type: "job-lost" } }, is: { atLeast: 1 } },
        },
        {
          id: "gives-up",
          text: "The shop has to start over: it gives up while nobody answers",
          when: { query: { count: { type: "actor-crashed" } }, is: { atLeast: 1 } },
        },
        {
          id: "all-twice",
          text: "They are there, and all are given out once more from the beginning",
          when: {
            query: { distinct: "job", of: { type: "job-delivered", where: { attempt: { atLeast: 2 } } } },
            is: { equals: 10 },
          },
        },
        {
          id: "there",
          text: "They are there when it is back, and all get done",
          when: { query: { distinct: "job", of: { type: "job-acked" } }, is: { equals: 10 } },
        },
      ],
    },
    decisive: {
      at: { type: "server-stopped" },
      says: "The server is dead. Shop and workers live, but nobody takes an order from the one and nobody hears the others.",
    },
    happened: [
      {
        text: "The server was away for {away}. {lost} accepted orders were gone from the queue; {done} of 10 were acknowledged as done.",
        figures: {
          away: {
            query: { elapsedMs: { from: { type: "server-stopped" }, to: { type: "server-started" } } },
            as: "ms",
          },
          lost: { query: { count: { type: "job-lost" } } },
          done: { query: { distinct: "job", of: { type: "job-acked" } } },
        },
      },
      {
        text: "Orders given out a second time: {again}. Charges that came twice and were known by their key: {known}.",
        figures: {
          again: {
            query: { distinct: "job", of: { type: "job-delivered", where: { attempt: { atLeast: 2 } } } },
          },
          known: { query: { count: { type: "effect-deduplicated" } } },
        },
      },
      {
        text: "The customers paid {charged} for ten orders of €20.",
        figures: { charged: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" } },
      },
    ],
    why: [
      "With file storage the server writes a message before it confirms it, and what a process has written survives the end of that process. So whatever was confirmed is there. A sender that got no answer cannot know, and sends again under the same id: it is stored once.",
      "What a worker held is still lent to it, and its acknowledgement counts when it has connected again. But the visibility timeout goes on while nobody answers: who could not acknowledge in time gets a rival, and only the idempotency key makes that harmless.",
      "In memory everything is as quick, and everything is gone: the queue, its messages, and the memory of message ids. What a worker has in its hands just then is done, but its acknowledgement finds no queue.",
      "A power cut is another matter: written is then not yet on the disk. By default nats-server forces its writes out every two minutes (sync_interval), and in our measurements a power cut lost everything of the last ten seconds. Set to always nothing was lost, at a fifth of the speed. Copies on several servers are the other answer.",
    ],
    next: {
      knob: "storage",
      value: "memory",
      text: "Keep the queue in memory and kill the server at the same moment.",
    },
  },
};
