import type { ScenarioSource } from "../engine/scenario/schema.ts";

const sending = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-stored" } } } as const;
const allDone = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } } as const;
const refused = { count: { type: "job-refused" } } as const;

export const burst: ScenarioSource = {
  id: "burst",
  title: "A burst, and where it goes",
  shows:
    "A queue takes a burst and gives it out at the workers' pace; a queue with a limit refuses, makes senders wait, or drops the oldest.",
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
      meaning: "How many servers work the burst off.",
      path: "workers.server.count",
      min: 1,
      max: 8,
    },
  ],
  variants: [
    { id: "no-limit", title: "The queue takes everything" },
    {
      id: "reject",
      title: "Ten at most; more are refused",
      set: { "queues.uploads.bound": { jobs: 10, overflow: "reject" } },
    },
    {
      id: "wait",
      title: "Ten at most; senders wait for room",
      set: { "queues.uploads.bound": { jobs: 10, overflow: "wait", waitMs: 20_000 } },
    },
    {
      id: "drop-oldest",
      title: "Ten at most; the oldest are dropped",
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
      says: "The senders are never slowed.",
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
      says: "The full queue refuses, and its senders know.",
      check: { kind: "figure", query: refused, is: { atLeast: 3 } },
      variants: ["reject"],
      within: { size: { atLeast: 24 }, workers: { atMost: 2 } },
    },
    {
      id: "senders-wait",
      says: "Where senders wait, the burst lasts as long for them as for the workers.",
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
      says: "And it deletes those that have waited longest, though nobody has done them.",
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
      "A concert is over, and 24 phones upload their photos within half a second. Two servers need 200 ms for each: ten a second together.",
      "Between them is a queue. It can take all that comes, or have a limit.",
    ],
    tryFirst: "Commit your prediction, then press play and watch the queue fill and empty.",
    prediction: {
      question: "When has the last phone been told that its upload is stored?",
      choices: [
        {
          id: "at-once",
          text: "Within about a second: the queue takes it",
          when: { query: { ...sending }, is: { atMost: 1_200 } },
        },
        { id: "later", text: "Only when the servers have made room", when: { query: sending, is: { atLeast: 1_201 } } },
      ],
    },
    decisive: {
      at: { type: "job-sent", where: { job: "upload-20" } },
      says: "Twenty uploads are sent, and the servers have done a few. All others lie in the queue, did not get in, or had to make room.",
    },
    happened: [
      {
        text: "{sent} uploads were sent, {stored} were stored, and {refused} times a sender heard that the queue was full. {finished} were done.",
        figures: {
          finished: { query: { distinct: "job", of: { type: "job-acked" } } },
          sent: { query: { count: { type: "job-sent" } } },
          stored: { query: { count: { type: "job-stored" } } },
          refused: { query: refused },
        },
      },
      {
        text: "Storing the last one took until {sending} after the first was sent; the last one was done after {done}.",
        figures: { sending: { query: sending, as: "ms" }, done: { query: allDone, as: "ms" } },
      },
    ],
    why: [
      "A queue turns a burst into a wait: nobody is sent away, and the workers need not be as many as the peak asks for. What grows is the time until a job is done.",
      "That only helps if the burst ends. If more comes in for good than goes out, the queue grows without end. A limit makes that visible early: the sender is told, or has to wait, and can do something about it. Dropping the oldest tells nobody: every upload is confirmed, and some are gone. That is right only where the newest is what counts, as with a position that is sent every second.",
    ],
    next: { variant: "reject", text: "Give the queue a limit of ten: what becomes of the others?" },
  },
};
