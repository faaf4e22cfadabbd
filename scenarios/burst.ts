import type { ScenarioSource } from "../engine/scenario/schema.ts";

const sending = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-stored" } } } as const;
const allDone = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } } as const;
const refused = { count: { type: "job-refused" } } as const;
const done = { distinct: "job", of: { type: "job-acked" } } as const;
/** Sent and never stored. */
const turnedAway = {
  difference: { of: { count: { type: "job-sent" } }, less: { count: { type: "job-stored" } } },
} as const;
/** Stored, so that its sender was told so, and never done. */
const dropped = { difference: { of: { count: { type: "job-stored" } }, less: done } } as const;

export const burst: ScenarioSource = {
  id: "burst",
  title: "Load leveling: a burst meets a queue, with and without a limit",
  shows:
    "24 uploads arrive within half a second, and two servers can do ten a second. What happens to those that cannot be done at once?",
  seed: 11,
  hopMs: 50,
  limitMs: 60_000,
  queues: [{ name: "uploads", ackWaitMs: 5_000 }],
  producers: [{ name: "phones", queue: "uploads", jobName: "upload", jobs: 24, everyMs: 20 }],
  workers: [{ name: "server", count: 2, queue: "uploads", handler: { kind: "work", serviceMs: [180, 220] } }],
  knobs: [
    {
      kind: "number",
      id: "size",
      title: "Size of the burst",
      meaning: "How many uploads come, one every 20 ms.",
      path: "producers.phones.jobs",
      min: 4,
      max: 60,
      step: 4,
    },
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many servers do the uploads.",
      path: "workers.server.count",
      min: 1,
      max: 8,
    },
  ],
  variants: [
    { id: "no-limit", title: "No limit" },
    {
      id: "reject",
      title: "A limit of ten, overflow: reject",
      set: { "queues.uploads.bound": { jobs: 10, overflow: "reject" } },
    },
    {
      id: "wait",
      title: "A limit of ten, overflow: wait",
      set: { "queues.uploads.bound": { jobs: 10, overflow: "wait", waitMs: 20_000 } },
    },
    {
      id: "drop-oldest",
      title: "A limit of ten, overflow: drop the oldest",
      set: { "queues.uploads.bound": { jobs: 10, overflow: "drop-oldest" } },
      violates: ["nothing-lost"],
    },
  ],
  claims: [
    {
      id: "piles-up",
      says: "The burst waits in the queue.",
      check: { kind: "limited-by", queue: "uploads", by: "workers" },
      variants: ["no-limit"],
      within: { size: { atLeast: 24 }, workers: { atMost: 2 } },
    },
    {
      id: "never-slowed",
      says: "The senders never wait.",
      check: { kind: "figure", query: sending, is: { atMost: 1_200 } },
      variants: ["no-limit", "drop-oldest"],
      within: { size: { atMost: 24 }, workers: { atLeast: 1 } },
    },
    {
      id: "all-done",
      says: "Every upload is done in the end.",
      check: { kind: "figure", query: { distinct: "job", of: { type: "job-acked" } }, is: { equals: 24 } },
      variants: ["no-limit", "wait"],
      within: { workers: { atLeast: 1 } },
    },
    {
      id: "some-refused",
      says: "A full queue refuses uploads, and their senders get an error.",
      check: { kind: "figure", query: refused, is: { atLeast: 3 } },
      variants: ["reject"],
      within: { size: { atLeast: 24 }, workers: { atMost: 2 } },
    },
    {
      id: "senders-wait",
      says: "Senders that wait for room are slowed to the pace of the workers.",
      check: { kind: "figure", query: sending, is: { atLeast: 1_300 } },
      variants: ["wait"],
      within: { size: { atLeast: 24 }, workers: { atMost: 2 } },
    },
    {
      id: "all-confirmed",
      says: "A queue that drops the oldest confirms every upload.",
      check: { kind: "figure", query: { count: { type: "job-stored" } }, is: { equals: 24 } },
      variants: ["drop-oldest"],
      within: { workers: { atLeast: 1 } },
    },
    {
      id: "oldest-dropped",
      says: "It deletes the uploads that have waited longest, though no worker has done them.",
      check: { kind: "dropped", queue: "uploads", atLeast: 5 },
      variants: ["drop-oldest"],
      within: { size: { atLeast: 24 }, workers: { atMost: 2 } },
    },
  ],
  lesson: {
    picture: [
      {
        column: [
          { token: "job", of: "8" },
          { token: "job", of: "9" },
        ],
      },
      { shape: "tube", full: true },
      { shape: "worker" },
    ],
    situation: [
      {
        text: "A concert is over, and {phones} phones upload a photo each, one every 20 ms. {servers} servers need about 200 ms for each.",
        figures: { phones: { setting: "producers.phones.jobs" }, servers: { setting: "workers.server.count" } },
      },
      "Between phones and servers is a queue. The variant says whether it has a limit, and what it does when the limit is reached.",
    ],
    tryFirst: "Commit to a prediction, then press play and watch the queue fill and empty.",
    prediction: {
      question: "What happens to the uploads that the servers cannot do at once?",
      choices: [
        {
          id: "refused",
          text: "The queue refuses them, and their senders know",
          when: { query: turnedAway, is: { atLeast: 1 } },
        },
        {
          id: "wait",
          text: "They are stored at once, and all are done later",
          when: [
            { query: turnedAway, is: { equals: 0 } },
            { query: refused, is: { equals: 0 } },
            { query: dropped, is: { equals: 0 } },
          ],
        },
        {
          id: "senders-wait",
          text: "Their senders have to wait until there is room",
          when: [
            { query: turnedAway, is: { equals: 0 } },
            { query: refused, is: { atLeast: 1 } },
          ],
        },
        {
          id: "dropped",
          text: "They are stored at once, and some are never done",
          when: [
            { query: refused, is: { equals: 0 } },
            { query: dropped, is: { atLeast: 1 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "job-sent", where: { job: "upload-20" } },
      says: "Twenty uploads are sent, and the servers have done a few. Look where the others are.",
    },
    happened: [
      {
        text: "{sent} uploads were sent, and {stored} of them were stored. {finished} were done.",
        figures: {
          finished: { query: done },
          sent: { query: { count: { type: "job-sent" } } },
          stored: { query: { count: { type: "job-stored" } } },
        },
      },
      {
        text: "{away} uploads were refused for good, and their senders know it.",
        figures: { away: { query: turnedAway } },
        when: { query: turnedAway, is: { atLeast: 1 } },
      },
      {
        text: "The queue was full for {refused} attempts to store an upload. The senders waited and tried again.",
        figures: { refused: { query: refused } },
        when: [
          { query: refused, is: { atLeast: 1 } },
          { query: turnedAway, is: { equals: 0 } },
        ],
      },
      {
        text: "{dropped} uploads were stored and then deleted to make room. Their senders were told that they are stored.",
        figures: { dropped: { query: dropped } },
        when: { query: dropped, is: { atLeast: 1 } },
      },
      {
        text: "The last upload was stored {sending} after the first was sent, and the last one was done after {done}.",
        figures: { sending: { query: sending, as: "ms" }, done: { query: allDone, as: "ms" } },
      },
    ],
    why: [
      "A queue without a limit turns a burst into waiting time. No sender is refused, and you need fewer workers than the peak asks for. The price is that each job is done later.",
      "That only helps if the burst ends. If more jobs come in than go out for good, the queue grows without end. A limit makes this visible early: with 'reject' the sender gets an error, with 'wait' it is slowed down (backpressure), and it can react.",
      "With 'drop the oldest' no sender gets an error: every upload is confirmed, and some are deleted. Use it only where the newest message is what counts, such as a position that is sent every second.",
    ],
    next: { variant: "reject", text: "Give the queue a limit of ten, and let it reject what does not fit." },
  },
};
