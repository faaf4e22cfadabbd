import type { ScenarioSource } from "../engine/scenario/schema.ts";

const overtaken = { descents: "job", of: { type: "job-ack-sent" } } as const;

const crashes = { count: { type: "actor-crashed" } } as const;
const done = { distinct: "job", of: { type: "job-acked" } } as const;

export const bestEffortOrder: ScenarioSource = {
  id: "best-effort-order",
  title: "Ordering: one queue, one worker, and a crash",
  shows:
    "A till sends changes of the stock, and one worker writes them down. In which order are they done when the worker crashes?",
  seed: 2,
  hopMs: 60,
  limitMs: 30_000,
  queues: [{ name: "stock", ackWaitMs: 1_500 }],
  producers: [{ name: "till", queue: "stock", jobName: "change", jobs: 8, everyMs: 300 }],
  workers: [{ name: "clerk", queue: "stock", handler: { kind: "work", serviceMs: [150, 250] }, restartAfterMs: 400 }],
  faults: [{ kind: "crash", at: { job: "change-2", attempt: 1, point: "before-ack" } }],
  knobs: [
    {
      kind: "number",
      id: "ack-wait",
      title: "Visibility timeout",
      meaning: "After this time the queue delivers again what the crashed worker had.",
      path: "queues.stock.ackWaitMs",
      min: 500,
      max: 4_000,
      step: 500,
      unit: "ms",
    },
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers share the queue.",
      path: "workers.clerk.count",
      min: 1,
      max: 4,
    },
  ],
  variants: [
    { id: "crash", title: "The worker crashes once" },
    { id: "calm", title: "No crash", set: { faults: [] } },
  ],
  claims: [
    {
      id: "reordered",
      says: "The redelivered change is done after later ones.",
      check: { kind: "figure", query: overtaken, is: { atLeast: 1 } },
      variants: ["crash"],
      within: { "ack-wait": { atLeast: 1_500 } },
    },
    {
      id: "comes-back",
      says: "No change is lost: it is delivered again and done.",
      check: { kind: "came-back", queue: "stock" },
      variants: ["crash"],
      within: { "ack-wait": { atLeast: 500 }, workers: { atLeast: 1 } },
    },
    {
      id: "in-order",
      says: "With one worker and no fault, all changes are done in order.",
      check: { kind: "figure", query: overtaken, is: { equals: 0 } },
      variants: ["calm"],
      within: { "ack-wait": { atLeast: 500 }, workers: { atMost: 1 } },
    },
  ],
  lesson: {
    picture: [{ shape: "tube" }, { token: "job", of: "3" }, { token: "job", of: "2", attempt: 2 }],
    situation: [
      {
        text: "A till sends every change of the stock: five came in, two were sold, counted again. {workers} workers write them down.",
        figures: { workers: { setting: "workers.clerk.count" } },
      },
      {
        text: "A worker crashes once, at change-2, and is back 0.4 seconds later. The visibility timeout is {ackwait}.",
        figures: { ackwait: { setting: "queues.stock.ackWaitMs", as: "ms" } },
        when: { query: crashes, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play and follow change-2.",
    prediction: {
      question: "In which order are the changes done?",
      choices: [
        {
          id: "kept",
          text: "In the order in which they were sent",
          when: [
            { query: overtaken, is: { equals: 0 } },
            { query: done, is: { equals: 8 } },
          ],
        },
        {
          id: "broken",
          text: "Later ones overtake earlier ones",
          when: [
            { query: overtaken, is: { atLeast: 1 } },
            { query: done, is: { equals: 8 } },
          ],
        },
        {
          id: "lost",
          text: "In order, but without change-2",
          when: { query: done, is: { atMost: 7 } },
        },
      ],
    },
    decisive: {
      at: { type: "job-delivered", where: { job: "change-3" } },
      says: "The worker is back, and change-2 is still in flight to the worker that crashed. The queue delivers the next ones.",
    },
    happened: [
      {
        text: "{n} times a change was done right after a later one.",
        figures: { n: { query: overtaken } },
        when: { query: overtaken, is: { atLeast: 1 } },
      },
      {
        text: "No change overtook another.",
        when: { query: overtaken, is: { equals: 0 } },
      },
      {
        text: "change-2 was done {late} after it was sent.",
        figures: {
          late: {
            query: {
              elapsedMs: {
                from: { type: "job-sent", where: { job: "change-2" } },
                to: { type: "job-acked", where: { job: "change-2" } },
              },
            },
            as: "ms",
          },
        },
      },
    ],
    why: [
      "A queue delivers in order, but it does not wait. While a job is in flight to a crashed worker, the jobs behind it overtake it. A retry after an error has the same effect, and so have two workers of different speed. This is called best-effort ordering.",
      "If order matters, say within what: one account, one article. Queues with groups, and logs with partitions, keep the order there and work on the rest in parallel.",
    ],
    next: { knob: "workers", value: 3, text: "Use three workers. How many changes are overtaken then?" },
  },
};
