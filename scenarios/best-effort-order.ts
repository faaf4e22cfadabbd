import type { ScenarioSource } from "../engine/scenario/schema.ts";

const overtaken = { descents: "job", of: { type: "job-ack-sent" } } as const;

export const bestEffortOrder: ScenarioSource = {
  id: "best-effort-order",
  title: "First in, first out, mostly",
  shows:
    "A plain queue gives jobs out in their order, but what comes back after a crash comes late: order is best effort.",
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
      meaning: "After this time the queue gives out again what the dead worker held.",
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
    { id: "crash", title: "The worker dies once" },
    { id: "calm", title: "Nothing goes wrong", set: { faults: [] } },
  ],
  claims: [
    {
      id: "reordered",
      says: "What came back is done after what came later.",
      check: { kind: "figure", query: overtaken, is: { atLeast: 1 } },
      variants: ["crash"],
      within: { "ack-wait": { atLeast: 1_500 } },
    },
    {
      id: "comes-back",
      says: "Nothing is lost: it comes back and is done.",
      check: { kind: "came-back", queue: "stock" },
      variants: ["crash"],
      within: { "ack-wait": { atLeast: 500 }, workers: { atLeast: 1 } },
    },
    {
      id: "in-order",
      says: "One worker and no fault: all is done in its order.",
      check: { kind: "figure", query: overtaken, is: { equals: 0 } },
      variants: ["calm"],
      within: { "ack-wait": { atLeast: 500 }, workers: { atMost: 1 } },
    },
  ],
  lesson: {
    picture: [{ shape: "tube" }, { token: "job", of: "3" }, { token: "job", of: "2", attempt: 2 }],
    situation: [
      "A till sends every change of the stock: five came in, two were sold, counted again. One clerk writes them down, one after the other.",
      "There is one queue and one worker, so it looks as if the order were safe. The worker will die once, at change-2, and be back 0.4 seconds later.",
    ],
    tryFirst: "Commit your prediction, then press play and follow change-2.",
    prediction: {
      question: "In which order are the changes done?",
      choices: [
        {
          id: "kept",
          text: "In their order: a queue is first in, first out",
          when: { query: overtaken, is: { equals: 0 } },
        },
        {
          id: "broken",
          text: "change-2 is done after changes that came later",
          when: { query: overtaken, is: { atLeast: 1 } },
        },
      ],
    },
    decisive: {
      at: { type: "job-delivered", where: { job: "change-3" } },
      says: "The worker is back, and change-2 is still lent to the one that died. The queue gives out what is free: the next ones.",
    },
    happened: [
      {
        text: "{n} times a change was done that should have come before the one just done.",
        figures: { n: { query: overtaken } },
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
      "The queue holds back only what is lent. While change-2 waits for its timeout, the others pass. A retry after an error does the same, and so do two workers of different speed.",
      "If order matters, say within what: one account, one article. Queues with groups, and logs with partitions, keep the order there and work on the rest side by side.",
    ],
    next: { knob: "workers", value: 3, text: "Three workers: does the order hold even where nobody dies?" },
  },
};
