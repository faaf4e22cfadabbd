import type { ScenarioSource } from "../engine/scenario/schema.ts";

const runsOfOne = { mostPer: "job", of: { type: "job-started" } } as const;

export const ackwaitTooShort: ScenarioSource = {
  id: "ackwait-too-short",
  title: "The timeout is shorter than the work",
  shows:
    "Work that takes longer than the visibility timeout is done twice, unless its worker says that it is still at it.",
  seed: 4,
  hopMs: 80,
  limitMs: 30_000,
  queues: [{ name: "videos", ackWaitMs: 1_500 }],
  producers: [{ name: "camera", queue: "videos", jobName: "video", jobs: 2, everyMs: 3_200 }],
  workers: [{ name: "cutter", count: 2, queue: "videos", handler: { kind: "work", serviceMs: [2_300, 2_500] } }],
  knobs: [
    {
      kind: "number",
      id: "ack-wait",
      title: "Visibility timeout",
      meaning: "How long the queue waits for a word from the worker (JetStream's ack_wait). The work takes 2.4 s.",
      path: "queues.videos.ackWaitMs",
      min: 500,
      max: 5_000,
      step: 500,
      unit: "ms",
    },
    {
      kind: "choice",
      id: "heartbeat",
      title: "The worker says 'still at it'",
      meaning: "How often a worker asks for more time while it works (JetStream's working()).",
      path: "workers.cutter.heartbeatMs",
      options: [
        { value: null, title: "never" },
        { value: 400, title: "every 0.4 s" },
        { value: 1_000, title: "every 1 s" },
      ],
    },
  ],
  variants: [
    { id: "silent", title: "The worker works in silence" },
    { id: "heartbeat", title: "The worker says that it is still at it", set: { "workers.cutter.heartbeatMs": 400 } },
  ],
  claims: [
    {
      id: "done-twice",
      says: "Nobody died, and a video is cut twice.",
      check: { kind: "figure", query: runsOfOne, is: { atLeast: 2 } },
      variants: ["silent"],
      within: { "ack-wait": { atMost: 2_000 }, heartbeat: [null] },
    },
    {
      id: "long-enough",
      says: "With a timeout longer than the work each video is cut once.",
      check: { kind: "one-worker-each", queue: "videos" },
      within: { "ack-wait": { atLeast: 3_000 }, heartbeat: [null, 400, 1_000] },
    },
    {
      id: "heartbeat-keeps-it",
      says: "A worker that says that it is still at it keeps its job.",
      check: { kind: "one-worker-each", queue: "videos" },
      variants: ["heartbeat"],
      within: { "ack-wait": { atLeast: 1_000 }, heartbeat: [400] },
    },
    {
      id: "nobody-died",
      says: "No worker crashed.",
      check: { kind: "figure", query: { count: { type: "actor-crashed" } }, is: { equals: 0 } },
      within: { "ack-wait": { atLeast: 500 }, heartbeat: [null, 400, 1_000] },
    },
  ],
  lesson: {
    picture: [
      { sign: "hourglass" },
      { token: "job", of: "1", ring: 0.05, attempt: 2 },
      { stack: [{ shape: "worker" }, { shape: "worker" }] },
    ],
    situation: [
      "Cutting a video takes a worker about 2.4 seconds. The queue's visibility timeout is 1.5 seconds: somebody set it when videos were shorter.",
      "Both workers are well, and nobody will crash in this run.",
    ],
    tryFirst:
      "Commit your prediction, then press play and watch the ring around video-1: it is the time that its worker has left.",
    prediction: {
      question: "How often is a video cut?",
      choices: [
        { id: "once", text: "Once: its worker is alive and at it", when: { query: runsOfOne, is: { atMost: 1 } } },
        { id: "twice", text: "Twice, by both workers", when: { query: runsOfOne, is: { equals: 2 } } },
        {
          id: "ever",
          text: "Again and again: it is never done in time",
          when: { query: runsOfOne, is: { atLeast: 3 } },
        },
      ],
    },
    decisive: {
      at: { type: ["job-delivered", "job-in-progress"], where: { job: "video-1" } },
      nth: 2,
      says: "1.5 seconds are nearly over, or over. A worker that has said nothing looks dead to the queue, however busy it is.",
    },
    happened: [
      {
        text: "{videos} videos led to {runs} runs. {crashes} workers crashed.",
        figures: {
          videos: { query: { count: { type: "job-stored" } } },
          runs: { query: { count: { type: "job-started" } } },
          crashes: { query: { count: { type: "actor-crashed" } } },
        },
      },
      {
        text: "The workers said {beats} times that they were still at it.",
        figures: { beats: { query: { count: { type: "job-in-progress" } } } },
      },
    ],
    why: [
      "The queue cannot tell a slow worker from a dead one: it hears nothing from either. When the timeout has passed, it lends the job again, and two workers do the same work.",
      "A longer timeout helps, but then a real crash is noticed later. A worker that reports 'still at it' has both: the timeout stays short, and begins anew with each report.",
    ],
    next: {
      knob: "heartbeat",
      value: 400,
      text: "Let the workers say that they are still at it: who gets video-1 then?",
    },
  },
};
