import type { ScenarioSource } from "../engine/scenario/schema.ts";

const polls = { count: { type: "queue-polled" } } as const;
/** What an alarm takes from its sender to its worker. */
const firstWay = {
  elapsedMs: {
    from: { type: "job-sent", where: { job: "alarm-1" } },
    to: { type: "job-delivered", where: { job: "alarm-1" } },
  },
} as const;
const firstWait = {
  elapsedMs: {
    from: { type: "job-stored", where: { job: "alarm-1" } },
    to: { type: "job-delivered", where: { job: "alarm-1" } },
  },
} as const;

export const pushPull: ScenarioSource = {
  id: "push-pull",
  title: "Push vs pull: long polling, short polling and credit",
  shows:
    "Alarms are rare and should be handled at once. How does an alarm get from the queue to a worker, and what does each way cost?",
  seed: 18,
  hopMs: 40,
  limitMs: 30_000,
  queues: [{ name: "alarms", ackWaitMs: 5_000 }],
  producers: [{ name: "sensor", queue: "alarms", jobName: "alarm", jobs: 4, everyMs: 900, startMs: 700 }],
  workers: [{ name: "guard", queue: "alarms", handler: { kind: "work", serviceMs: [80, 120] } }],
  knobs: [
    {
      kind: "choice",
      id: "poll",
      title: "The worker polls",
      meaning: "It waits at the queue for the next job (long polling), or asks this often (short polling).",
      path: "workers.guard.pollEveryMs",
      options: [
        { value: null, title: "once, and waits (long polling)" },
        { value: 100, title: "every 0.1 s" },
        { value: 500, title: "every 0.5 s" },
        { value: 1500, title: "every 1.5 s" },
      ],
    },
    {
      kind: "number",
      id: "credit",
      title: "Credit (prefetch)",
      meaning: "How many jobs the queue may send ahead of the one that is worked on. This comes close to push.",
      path: "workers.guard.prefetch",
      min: 0,
      max: 5,
    },
  ],
  variants: [
    { id: "long-polling", title: "Long polling" },
    { id: "short-polling", title: "Short polling, every half second", set: { "workers.guard.pollEveryMs": 500 } },
    { id: "credit", title: "A credit of five", set: { "workers.guard.prefetch": 5 } },
  ],
  claims: [
    {
      id: "no-idle-questions",
      says: "With long polling there is no empty poll.",
      check: { kind: "figure", query: polls, is: { equals: 0 } },
      variants: ["long-polling", "credit"],
      within: { poll: [null], credit: { atLeast: 0 } },
    },
    {
      id: "at-once",
      says: "A worker gets an alarm at once.",
      check: { kind: "figure", query: firstWait, is: { atMost: 200 } },
      variants: ["long-polling", "credit"],
      within: { poll: [null], credit: { atLeast: 0 } },
    },
    {
      id: "asks-in-vain",
      says: "With short polling most polls are empty.",
      check: { kind: "figure", query: polls, is: { atLeast: 4 } },
      variants: ["short-polling"],
      within: { poll: [100, 500], credit: { atMost: 0 } },
    },
    {
      id: "all-done",
      says: "Every alarm is handled once.",
      check: { kind: "one-worker-each", queue: "alarms" },
      within: { poll: [null, 100, 500, 1500], credit: { atLeast: 0 } },
    },
  ],
  lesson: {
    picture: [{ shape: "tube" }, { sign: "question", tone: "doubt" }, { shape: "worker" }],
    situation: [
      "Four alarms come, 0.9 seconds apart. A queue does not know its workers: a worker has to ask for a job.",
      "With long polling, a worker leaves its request at the queue, which answers when there is a job. With short polling, it asks, hears 'nothing', and asks again later. With a credit, the queue may send several jobs ahead of the requests, as push does. The variant says which one this worker uses.",
    ],
    tryFirst: "Commit to a prediction, then press play.",
    prediction: {
      question: "How many of the worker's polls come back empty?",
      choices: [
        { id: "never", text: "None of them", when: { query: polls, is: { equals: 0 } } },
        { id: "often", text: "Four or more", when: { query: polls, is: { atLeast: 4 } } },
        { id: "sometimes", text: "One to three", when: { query: polls, is: { atLeast: 1, atMost: 3 } } },
      ],
    },
    decisive: {
      at: { type: "job-delivered" },
      nth: 2,
      says: "The worker has the second alarm. How long was it in the queue?",
    },
    happened: [
      {
        text: "{polls} polls came back empty.",
        figures: { polls: { query: polls } },
      },
      {
        text: "alarm-1 reached its worker {wait} after it was sent.",
        figures: { wait: { query: firstWay, as: "ms" } },
      },
    ],
    why: [
      "With pull the worker sets the pace: it asks when it is free, so it is never flooded. Long polling makes pull as quick as push. Short polling has a price: poll often, and most polls are empty; poll seldom, and jobs wait.",
      "A credit sends jobs ahead, so the worker does not wait for the way to the queue each time. It pays for short jobs. A job that was sent ahead is in flight to this worker, and no other worker can have it.",
    ],
    next: { knob: "poll", value: 1500, text: "Poll every 1.5 seconds. How long do alarms wait then?" },
  },
};
