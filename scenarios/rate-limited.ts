import type { ScenarioSource } from "../engine/scenario/schema.ts";

const span = { elapsedMs: { from: { type: "job-started" }, to: { type: "job-started" } } } as const;

const limited = { count: { type: "job-rate-limited" } } as const;

export const rateLimited: ScenarioSource = {
  id: "rate-limited",
  title: "Rate limit: one limit shared by several workers",
  shows: "A mail service takes four mails a second, and three workers send. How long do ten mails take?",
  seed: 16,
  hopMs: 20,
  limitMs: 60_000,
  queues: [{ name: "mails", ackWaitMs: 6_000, rate: { jobs: 4, perMs: 1_000 } }],
  producers: [{ name: "shop", queue: "mails", jobName: "mail", jobs: 10, everyMs: 20 }],
  workers: [{ name: "sender", count: 3, queue: "mails", handler: { kind: "work", serviceMs: [40, 60] } }],
  knobs: [
    {
      kind: "number",
      id: "rate",
      title: "Mails a second",
      meaning: "How many jobs may start within one second, over all workers.",
      path: "queues.mails.rate.jobs",
      min: 1,
      max: 20,
    },
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers share the queue, and its rate.",
      path: "workers.sender.count",
      min: 1,
      max: 6,
    },
  ],
  claims: [
    {
      id: "limit-kept",
      says: "In no second do more mails start than the limit allows.",
      check: { kind: "rate-kept", queue: "mails" },
      within: { rate: { atLeast: 1 }, workers: { atLeast: 1 } },
    },
    {
      id: "limit-decides",
      says: "The limit decides how long it takes, not the number of workers.",
      check: { kind: "figure", query: span, is: { atLeast: 2_100 } },
      within: { rate: { atMost: 4 }, workers: { atLeast: 1 } },
    },
    {
      id: "all-done",
      says: "Every mail is sent, once.",
      check: { kind: "one-worker-each", queue: "mails" },
      within: { rate: { atLeast: 4 }, workers: { atLeast: 1 } },
    },
  ],
  lesson: {
    picture: [{ shape: "tube", full: true }, { note: "4/s" }, { stack: [{ shape: "worker" }, { shape: "worker" }] }],
    situation: [
      {
        text: "A mail service takes {rate} mails a second from us, and bans a sender that sends more. {workers} workers send mails. A mail takes about 50 ms.",
        figures: { rate: { setting: "queues.mails.rate.jobs" }, workers: { setting: "workers.sender.count" } },
      },
      "Ten mails are waiting.",
    ],
    tryFirst: "Commit to a prediction, then press play. Later, change the number of workers.",
    prediction: {
      question: "How long does it take from the start of the first mail to the start of the last?",
      choices: [
        { id: "short", text: "Less than 1 second", when: { query: span, is: { atMost: 999 } } },
        { id: "medium", text: "1 to 2 seconds", when: { query: span, is: { atLeast: 1_000, atMost: 1_999 } } },
        { id: "limited", text: "2 to 3 seconds", when: { query: span, is: { atLeast: 2_000, atMost: 3_000 } } },
        { id: "long", text: "More than 3 seconds", when: { query: span, is: { atLeast: 3_001 } } },
      ],
    },
    decisive: {
      at: { type: "job-rate-limited" },
      nth: 3,
      says: "Workers have a mail in hand and wait for their turn.",
    },
    happened: [
      {
        text: "From the start of the first mail to the start of the last it took {span}.",
        figures: { span: { query: span, as: "ms" } },
      },
      {
        text: "{waits} times a worker had to wait for its turn.",
        figures: { waits: { query: limited } },
        when: { query: limited, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A limit in each worker would be multiplied by the number of workers. Here the workers share one number in a store: the time at which the next job may start. A worker that takes a turn moves this time on.",
      "The turns are evenly spaced. A worker hears of its turn a little late, most of all for the first mail, so two starts can be a little closer than two turns. Over any second the limit holds.",
      "So you can add workers without asking the mail service. They only wait: with a limit, more workers do not send faster.",
    ],
    next: { knob: "workers", value: 6, text: "Use six workers. Does the limit still hold?" },
  },
};
