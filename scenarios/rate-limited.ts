import type { ScenarioSource } from "../engine/scenario/schema.ts";

const span = { elapsedMs: { from: { type: "job-started" }, to: { type: "job-started" } } } as const;

export const rateLimited: ScenarioSource = {
  id: "rate-limited",
  title: "No more than four a second",
  shows: "A limit of so many jobs a second is kept over all workers together, however many there are.",
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
      meaning: "How many jobs may begin within one second, over all workers.",
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
      says: "In no second do more mails begin than allowed.",
      check: { kind: "rate-kept", queue: "mails" },
      within: { rate: { atLeast: 1 }, workers: { atLeast: 1 } },
    },
    {
      id: "limit-decides",
      says: "The limit decides how long it takes, not the workers.",
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
      "A mail service takes four mails a second from us, and bans whoever sends more. Three workers send mails; each of them alone could send ten a second.",
      "Ten mails are waiting.",
    ],
    tryFirst: "Commit your prediction, then press play, and later turn the number of workers.",
    prediction: {
      question: "How long is it from the first mail to the last?",
      choices: [
        {
          id: "short",
          text: "Under a second: three workers share ten mails",
          when: { query: span, is: { atMost: 1_000 } },
        },
        { id: "medium", text: "About 2.3 seconds: four a second in all", when: { query: span, is: { atMost: 3_000 } } },
        { id: "long", text: "Longer", when: { query: span, is: { atLeast: 3_000 } } },
      ],
    },
    decisive: {
      at: { type: "job-rate-limited" },
      nth: 3,
      says: "All three workers have a mail in their hands, and wait for their turn.",
    },
    happened: [
      {
        text: "From the first mail begun to the last it took {span}. {waits} times a worker had to wait for its turn.",
        figures: { span: { query: span, as: "ms" }, waits: { query: { count: { type: "job-rate-limited" } } } },
      },
    ],
    why: [
      "A limit in each worker would be multiplied by the number of workers. Here they share one number in a store: the moment at which the next job may begin. Whoever takes a place moves it on.",
      "So workers can be added without asking the mail service. They only wait: with a limit, more workers do not send faster.",
    ],
    next: { knob: "workers", value: 6, text: "Six workers: is the limit still kept?" },
  },
};
