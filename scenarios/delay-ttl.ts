import type { ScenarioSource } from "../engine/scenario/schema.ts";

const delayed = {
  elapsedMs: {
    from: { type: "job-stored", where: { job: "reminder-1" } },
    to: { type: "job-delivered", where: { job: "reminder-1" } },
  },
} as const;
const codesBegun = { count: { type: "job-started", where: { queue: "codes" } } } as const;

export const delayTtl: ScenarioSource = {
  id: "delay-ttl",
  title: "Not yet, and no longer",
  shows: "A job that is sent for later is given out to nobody before its time; one whose time is over is never done.",
  seed: 15,
  hopMs: 30,
  limitMs: 30_000,
  queues: [
    { name: "reminders", ackWaitMs: 3_000, schedules: true },
    { name: "codes", ackWaitMs: 3_000 },
  ],
  producers: [
    { name: "calendar", queue: "reminders", jobName: "reminder", jobs: 2, everyMs: 300, delayMs: 2_000 },
    { name: "login", queue: "codes", jobName: "code", jobs: 5, everyMs: 20, ttlMs: 1_200 },
  ],
  workers: [
    { name: "bell", queue: "reminders", handler: { kind: "work", serviceMs: [80, 120] } },
    { name: "sms", queue: "codes", handler: { kind: "work", serviceMs: [600, 700] } },
  ],
  knobs: [
    {
      kind: "number",
      id: "delay",
      title: "Reminders are for later by",
      meaning: "How long the queue holds a reminder back.",
      path: "producers.calendar.delayMs",
      min: 500,
      max: 4_000,
      step: 500,
      unit: "ms",
    },
    {
      kind: "number",
      id: "ttl",
      title: "A code is of use for",
      meaning: "After this time nobody wants it any more (its time to live).",
      path: "producers.login.ttlMs",
      min: 600,
      max: 8_000,
      step: 200,
      unit: "ms",
    },
  ],
  claims: [
    {
      id: "not-before-its-time",
      says: "No reminder is given out before its time.",
      check: { kind: "figure", query: delayed, is: { atLeast: 1_900 } },
      within: { delay: { atLeast: 2_000 }, ttl: { atLeast: 600 } },
    },
    {
      id: "some-expire",
      says: "Codes whose time is over are not sent.",
      check: { kind: "figure", query: codesBegun, is: { atMost: 3 } },
      within: { delay: { atLeast: 500 }, ttl: { atMost: 1_200 } },
    },
    {
      id: "all-in-time",
      says: "With time enough all five are sent.",
      check: { kind: "figure", query: codesBegun, is: { equals: 5 } },
      within: { delay: { atLeast: 500 }, ttl: { atLeast: 6_000 } },
    },
    {
      id: "nothing-left",
      says: "The queue is empty afterwards.",
      check: { kind: "queue-empty", queue: "codes" },
      within: { delay: { atLeast: 500 }, ttl: { atLeast: 600 } },
    },
  ],
  lesson: {
    picture: [
      { sign: "hourglass", tone: "doubt" },
      { token: "job", of: "1" },
      { token: "job", of: "3", expired: true },
    ],
    situation: [
      "A calendar sends reminders for later: the queue is to hold them back for two seconds.",
      "A login page sends five codes at once. Each is of use for 1.2 seconds, and the one worker needs 0.7 seconds to send one.",
    ],
    tryFirst: "Commit your prediction, then press play.",
    prediction: {
      question: "How many of the five codes are sent?",
      choices: [
        { id: "all", text: "All five, some of them late", when: { query: codesBegun, is: { equals: 5 } } },
        {
          id: "some",
          text: "Two or three; the others are dropped",
          when: { query: codesBegun, is: { atLeast: 2, atMost: 3 } },
        },
        { id: "few", text: "One or none", when: { query: codesBegun, is: { atMost: 1 } } },
      ],
    },
    decisive: {
      at: { type: ["job-expired", "job-delivered"], where: { job: "code-3" } },
      says: "The worker has code-3 in its hands. How old is it?",
    },
    happened: [
      {
        text: "{begun} codes were sent; the worker dropped {expired} undone: their time was over.",
        figures: { begun: { query: codesBegun }, expired: { query: { count: { type: "job-expired" } } } },
      },
      { text: "reminder-1 was held back for {delayed}.", figures: { delayed: { query: delayed, as: "ms" } } },
    ],
    why: [
      "A delayed job is stored at once, so it survives a crash of who sent it, and is out of the workers' reach until its time. (JetStream: a scheduled message.)",
      "A time to live keeps a queue from working on what nobody wants any more: after a jam the worker skips the old ones and is soon at the fresh ones. Whoever sent an expired job hears nothing, so only use it for what may be dropped.",
    ],
    next: { knob: "ttl", value: 6000, text: "Let the codes be of use for six seconds." },
  },
};
