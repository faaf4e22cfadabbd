import type { ScenarioSource } from "../engine/scenario/schema.ts";

const delayed = {
  elapsedMs: {
    from: { type: "job-stored", where: { job: "reminder-1" } },
    to: { type: "job-delivered", where: { job: "reminder-1" } },
  },
} as const;
const sentAhead = {
  elapsedMs: {
    from: { type: "job-sent", where: { job: "reminder-1" } },
    to: { type: "job-delivered", where: { job: "reminder-1" } },
  },
} as const;
const expired = { count: { type: "job-expired" } } as const;
const codesBegun = { count: { type: "job-started", where: { queue: "codes" } } } as const;

export const delayTtl: ScenarioSource = {
  id: "delay-ttl",
  title: "Delayed delivery and time to live (TTL)",
  shows: "Reminders are for later, and login codes are useful only for a moment. How many of the codes are sent?",
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
      title: "Delay of a reminder",
      meaning: "How long the queue waits until it delivers a reminder.",
      path: "producers.calendar.delayMs",
      min: 500,
      max: 4_000,
      step: 500,
      unit: "ms",
    },
    {
      kind: "number",
      id: "ttl",
      title: "Time to live of a code",
      meaning: "After this time nobody wants the code any more.",
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
      says: "No reminder is delivered before its time.",
      check: { kind: "figure", query: delayed, is: { atLeast: 1_900 } },
      within: { delay: { atLeast: 2_000 }, ttl: { atLeast: 600 } },
    },
    {
      id: "some-expire",
      says: "Expired codes are not sent.",
      check: { kind: "figure", query: codesBegun, is: { atMost: 3 } },
      within: { delay: { atLeast: 500 }, ttl: { atMost: 1_200 } },
    },
    {
      id: "all-in-time",
      says: "With a long time to live all five are sent.",
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
      {
        text: "A calendar sends reminders for later: the queue is to deliver each of them after {delay}.",
        figures: { delay: { setting: "producers.calendar.delayMs", as: "ms" } },
      },
      {
        text: "A login page sends five codes at once. Each has a time to live of {ttl}, and the one worker needs about 0.7 seconds to send a code.",
        figures: { ttl: { setting: "producers.login.ttlMs", as: "ms" } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play.",
    prediction: {
      question: "How many of the five codes are sent?",
      choices: [
        { id: "all", text: "Four or five", when: { query: codesBegun, is: { atLeast: 4, atMost: 5 } } },
        { id: "few", text: "At most one", when: { query: codesBegun, is: { atMost: 1 } } },
        { id: "some", text: "Two or three", when: { query: codesBegun, is: { atLeast: 2, atMost: 3 } } },
      ],
    },
    decisive: {
      at: { type: ["job-expired", "job-delivered"], where: { job: "code-3" } },
      says: "The worker has code-3. How old is the code?",
    },
    happened: [
      { text: "{begun} codes were sent.", figures: { begun: { query: codesBegun } } },
      {
        text: "{expired} codes had expired when the worker got them. It skipped them.",
        figures: { expired: { query: expired } },
        when: { query: expired, is: { atLeast: 1 } },
      },
      {
        text: "reminder-1 reached its worker {delayed} after it was sent.",
        figures: { delayed: { query: sentAhead, as: "ms" } },
      },
    ],
    why: [
      "A delayed job is stored at once, so it survives a crash of its sender. Workers cannot get it before its time. (JetStream: a scheduled message.)",
      "A time to live keeps workers from doing what nobody wants any more. After a jam the worker skips the old jobs and soon reaches the fresh ones. The sender of an expired job gets no error, so use a TTL only for jobs that may be dropped.",
    ],
    next: { knob: "ttl", value: 6000, text: "Give the codes a time to live of six seconds." },
  },
};
