import type { ScenarioSource } from "../engine/scenario/schema.ts";

const runsOfOne = { mostPer: "job", of: { type: "job-started" } } as const;

const beats = { count: { type: "job-in-progress" } } as const;

export const ackwaitTooShort: ScenarioSource = {
  id: "ackwait-too-short",
  title: "Visibility timeout too short: the work takes longer",
  shows:
    "Cutting a video takes longer than the visibility timeout, and no worker crashes. How often is each video cut?",
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
      meaning: "How long the queue waits for the acknowledgement (JetStream: ack_wait). The work takes about 2.4 s.",
      path: "queues.videos.ackWaitMs",
      min: 500,
      max: 5_000,
      step: 500,
      unit: "ms",
    },
    {
      kind: "choice",
      id: "heartbeat",
      title: "Heartbeat",
      meaning:
        "How often a worker asks for more time while it works (JetStream: in progress; SQS: ChangeMessageVisibility).",
      path: "workers.cutter.heartbeatMs",
      options: [
        { value: null, title: "never" },
        { value: 400, title: "every 0.4 s" },
        { value: 1_000, title: "every 1 s" },
      ],
    },
  ],
  variants: [
    { id: "silent", title: "Without heartbeats" },
    { id: "heartbeat", title: "With heartbeats", set: { "workers.cutter.heartbeatMs": 400 } },
  ],
  claims: [
    {
      id: "done-twice",
      says: "No worker crashed, and a video is cut twice.",
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
      says: "A worker that sends heartbeats keeps its job.",
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
      {
        text: "A worker needs about 2.4 seconds to cut a video. The queue's visibility timeout is {ackwait}.",
        figures: { ackwait: { setting: "queues.videos.ackWaitMs", as: "ms" } },
      },
      "Both workers are well, and none of them crashes in this run.",
      {
        text: "While a worker cuts, it sends heartbeats: each asks the queue for more time.",
        when: { query: beats, is: { atLeast: 1 } },
      },
    ],
    tryFirst:
      "Commit to a prediction, then press play and watch the ring around video-1: it is the time that its worker has left.",
    prediction: {
      question: "How often is a video cut, at most?",
      choices: [
        { id: "twice", text: "Exactly twice", when: { query: runsOfOne, is: { equals: 2 } } },
        { id: "ever", text: "At least three times", when: { query: runsOfOne, is: { atLeast: 3 } } },
        { id: "once", text: "Exactly once", when: { query: runsOfOne, is: { atMost: 1 } } },
      ],
    },
    decisive: {
      at: { type: ["job-delivered", "job-in-progress"], where: { job: "video-1" } },
      nth: 2,
      says: "The visibility timeout has passed without an acknowledgement. A worker that has sent nothing looks dead to the queue, however busy it is.",
    },
    happened: [
      {
        text: "The workers started {runs} runs for {videos} videos. No worker crashed.",
        figures: {
          videos: { query: { count: { type: "job-stored" } } },
          runs: { query: { count: { type: "job-started" } } },
        },
        when: { query: { count: { type: "actor-crashed" } }, is: { equals: 0 } },
      },
      {
        text: "The workers sent {beats} heartbeats while they worked.",
        figures: { beats: { query: beats } },
        when: { query: beats, is: { atLeast: 1 } },
      },
    ],
    why: [
      "The queue cannot tell a slow worker from a crashed one: it hears from neither. When the timeout has passed, it delivers the job again, and two workers do the same work.",
      "A longer timeout helps, but then the queue notices a real crash later. Heartbeats give you both: the timeout stays short, and starts again with each heartbeat.",
    ],
    next: {
      knob: "heartbeat",
      value: 400,
      text: "Let the workers send a heartbeat every 0.4 s. How often is video-1 cut then?",
    },
  },
};
