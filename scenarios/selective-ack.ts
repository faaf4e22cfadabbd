import type { ScenarioSource } from "../engine/scenario/schema.ts";

const cameAgain = { count: { type: "job-delivered", where: { attempt: 2 } } } as const;

export const selectiveAck: ScenarioSource = {
  id: "selective-ack",
  title: "Only what was not acknowledged",
  shows: "Each job is acknowledged by itself, in any order: after a crash only those come back that were not.",
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
      title: "It dies before",
      meaning: "Which of its acknowledgements it does not come to send.",
      path: "faults.0.at.nth",
      min: 2,
      max: 6,
      unit: "th ack",
    },
    {
      kind: "number",
      id: "ack-wait",
      title: "Visibility timeout",
      meaning: "After this time the queue gives out again what was not acknowledged.",
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
      says: "What was not acknowledged comes back and is done.",
      check: { kind: "came-back", queue: "mails" },
      within: { acked: { atMost: 6 }, "ack-wait": { atLeast: 2_500 } },
    },
    {
      id: "no-more-come-back",
      says: "No more come back than were open.",
      check: { kind: "figure", query: cameAgain, is: { atLeast: 1, atMost: 3 } },
      within: { acked: { atLeast: 3, atMost: 3 }, "ack-wait": { atLeast: 2_500 } },
    },
    {
      id: "acked-stays-done",
      says: "What was acknowledged is done once.",
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
      "One worker sends six mails, three side by side. Some servers answer quickly, others take their time, so the mails are done, and acknowledged, in any order.",
      "Before its third acknowledgement the worker dies.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops when the worker dies.",
    prediction: {
      question: "How many mails come back?",
      choices: [
        { id: "none", text: "None", when: { query: cameAgain, is: { equals: 0 } } },
        {
          id: "open",
          text: "One to three: those that it held and had not acknowledged",
          when: { query: cameAgain, is: { atMost: 3 } },
        },
        {
          id: "all",
          text: "All: also what it had acknowledged already",
          when: { query: cameAgain, is: { atLeast: 4 } },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The worker is dead. Look at which mails the queue still holds: it knows of each one by itself.",
    },
    happened: [
      {
        text: "{acked} mails were acknowledged in their first delivery; {again} came back.",
        figures: {
          acked: { query: { distinct: "job", of: { type: "job-ack-sent", where: { attempt: 1 } } } },
          again: { query: cameAgain },
        },
      },
      {
        text: "{n} times a mail was acknowledged before one that was sent earlier.",
        figures: { n: { query: { descents: "job", of: { type: "job-acked" } } } },
      },
    ],
    why: [
      "The queue keeps a lease for each job, and an acknowledgement ends just that one. So a slow job does not hold up the others, and a crash repeats only what was open.",
      "A log works differently: a reader says how far it has read, with one number. What lies before that number counts as done, also a slow one in the middle; so readers of a log must work in order, or keep books of their own.",
    ],
    next: { knob: "acked", value: 5, text: "Let it die before its fifth acknowledgement: how many come back then?" },
  },
};
