import type { ScenarioSource } from "../engine/scenario/schema.ts";

const cameAgain = { count: { type: "job-delivered", where: { attempt: 2 } } } as const;

export const selectiveAck: ScenarioSource = {
  id: "selective-ack",
  title: "Individual acknowledgement: a crash with several jobs in progress",
  shows:
    "A worker has several mails in progress and crashes before an acknowledgement. Which mails are delivered again?",
  seed: 4,
  hopMs: 60,
  limitMs: 30_000,
  queues: [{ name: "mails", ackWaitMs: 2_500 }],
  producers: [{ name: "shop", queue: "mails", jobName: "mail", jobs: 6, everyMs: 20 }],
  workers: [
    {
      name: "sender",
      queue: "mails",
      concurrency: 3,
      handler: { kind: "work", serviceMs: [300, 1_500] },
      restartAfterMs: 800,
    },
  ],
  faults: [{ kind: "crash", at: { actor: "sender-1", nth: 3, point: "before-ack" } }],
  knobs: [
    {
      kind: "number",
      id: "acked",
      title: "It crashes before ack number",
      meaning: "Which of its acknowledgements the worker cannot send any more.",
      path: "faults.0.at.nth",
      min: 2,
      max: 6,
    },
    {
      kind: "number",
      id: "ack-wait",
      title: "Visibility timeout",
      meaning: "After this time the queue delivers again what was not acknowledged.",
      path: "queues.mails.ackWaitMs",
      min: 2_500,
      max: 5_000,
      step: 500,
      unit: "ms",
    },
  ],
  claims: [
    {
      id: "rest-comes-back",
      says: "Mails that were not acknowledged are delivered again and done.",
      check: { kind: "came-back", queue: "mails" },
      within: { acked: { atMost: 6 }, "ack-wait": { atLeast: 2_500 } },
    },
    {
      id: "no-more-come-back",
      says: "No more mails are delivered again than were in progress.",
      check: { kind: "figure", query: cameAgain, is: { atLeast: 1, atMost: 3 } },
      within: { acked: { atLeast: 3, atMost: 3 }, "ack-wait": { atLeast: 2_500 } },
    },
    {
      id: "acked-stays-done",
      says: "An acknowledged mail is not done again.",
      check: {
        kind: "figure",
        query: { distinct: "job", of: { type: "job-ack-sent", where: { attempt: 1 } } },
        is: { atLeast: 3, atMost: 5 },
      },
      within: { acked: { atLeast: 3, atMost: 3 }, "ack-wait": { atLeast: 2_500 } },
    },
  ],
  lesson: {
    picture: [
      {
        column: [
          { token: "job", of: "1", ring: 0.6 },
          { token: "job", of: "2", expired: true },
        ],
      },
      { shape: "worker", is: "dead" },
    ],
    situation: [
      "One worker sends six mails, three at the same time. Some mail servers answer quickly, others slowly, so the mails are done and acknowledged in any order.",
      {
        text: "The worker crashes: it has finished a mail, and cannot send its acknowledgement number {nth}.",
        figures: { nth: { setting: "faults.0.at.nth" } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the worker crashes.",
    prediction: {
      question: "How many mails are delivered again?",
      choices: [
        { id: "none", text: "None of the mails", when: { query: cameAgain, is: { equals: 0 } } },
        { id: "all", text: "Four mails or more", when: { query: cameAgain, is: { atLeast: 4 } } },
        { id: "open", text: "At least one, at most three", when: { query: cameAgain, is: { atLeast: 1, atMost: 3 } } },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The worker has crashed. Look which mails the queue still holds: it keeps a lease for each of them.",
    },
    happened: [
      {
        text: "{acked} mails were acknowledged on their first delivery. {again} were delivered again.",
        figures: {
          acked: { query: { distinct: "job", of: { type: "job-ack-sent", where: { attempt: 1 } } } },
          again: { query: cameAgain },
        },
      },
      {
        text: "{n} mails were acknowledged before one that was sent earlier.",
        figures: { n: { query: { descents: "job", of: { type: "job-acked" } } } },
        when: { query: { descents: "job", of: { type: "job-acked" } }, is: { atLeast: 1 } },
      },
    ],
    why: [
      "The queue keeps a lease for each job, and an acknowledgement ends one lease. So a slow job does not hold up the others, and a crash repeats only what was in progress.",
      "A reader of a log usually stores an offset instead: one number that says how far it has read. Everything before that number counts as done, even a slow event in the middle. So such a reader works in order within a partition, or keeps its own list of what is done.",
    ],
    next: {
      knob: "acked",
      value: 5,
      text: "Let it crash before its acknowledgement number 5. How many are delivered again then?",
    },
  },
};
