import type { ScenarioSource } from "../engine/scenario/schema.ts";

const firstReport = {
  elapsedMs: {
    from: { type: "job-sent", where: { job: "report-1" } },
    to: { type: "job-started", where: { job: "report-1" } },
  },
} as const;

export const priority: ScenarioSource = {
  id: "priority",
  title: "Priority queue: strict or weighted, and who starves",
  shows:
    "Sales are urgent, and reports can wait. How long does a report wait if sales come faster than the worker can do them?",
  seed: 14,
  hopMs: 40,
  limitMs: 60_000,
  queues: [
    {
      name: "jobs",
      ackWaitMs: 5_000,
      lanes: { kind: "priorities", levels: ["urgent", "normal"], order: "strict" },
    },
  ],
  producers: [
    { name: "reports", queue: "jobs", jobName: "report", jobs: 4, everyMs: 50, startMs: 300, priority: "normal" },
    { name: "shop", queue: "jobs", jobName: "sale", jobs: 16, everyMs: 150, priority: "urgent" },
  ],
  workers: [{ name: "worker", queue: "jobs", handler: { kind: "work", serviceMs: [150, 190] } }],
  knobs: [
    {
      kind: "number",
      id: "every",
      title: "A sale every",
      meaning:
        "How fast the urgent jobs come. The worker needs about 250 ms for each, including the way to the queue and back.",
      path: "producers.shop.everyMs",
      min: 100,
      max: 600,
      step: 50,
      unit: "ms",
    },
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers share the queue.",
      path: "workers.worker.count",
      min: 1,
      max: 4,
    },
  ],
  variants: [
    { id: "strict", title: "Strict: urgent always first" },
    {
      id: "weighted",
      title: "Weighted: three urgent, then one normal",
      set: {
        "queues.jobs.lanes": {
          kind: "priorities",
          levels: ["urgent", "normal"],
          order: "weighted",
          weights: [3, 1],
        },
      },
    },
  ],
  claims: [
    {
      id: "urgent-overtakes",
      says: "A sale that was sent after the reports is started before the last report.",
      check: {
        kind: "figure",
        query: {
          elapsedMs: {
            from: { type: "job-started", where: { job: "sale-6" } },
            to: { type: "job-started", where: { job: "report-4" } },
          },
        },
        is: { atLeast: 1 },
      },
      within: { every: { atMost: 150 }, workers: { atMost: 1 } },
    },
    {
      id: "others-starve",
      says: "With strict priority, the first report waits until nearly all sales are done.",
      check: { kind: "figure", query: firstReport, is: { atLeast: 1_900 } },
      variants: ["strict"],
      within: { every: { atMost: 150 }, workers: { atMost: 1 } },
    },
    {
      id: "others-get-their-share",
      says: "With weights, it waits for a few sales.",
      check: { kind: "figure", query: firstReport, is: { atMost: 1_800 } },
      variants: ["weighted"],
      within: { every: { atMost: 150 }, workers: { atMost: 1 } },
    },
    {
      id: "all-done",
      says: "In the end every job is done.",
      check: { kind: "queue-empty", queue: "jobs" },
      within: { every: { atLeast: 100 }, workers: { atLeast: 1 } },
    },
  ],
  lesson: {
    picture: [
      { token: "job", of: "9" },
      { shape: "worker" },
      {
        column: [
          { token: "job", of: "1", held: true },
          { token: "job", of: "2", held: true },
        ],
      },
    ],
    situation: [
      {
        text: "Sales are urgent, and reports can wait. Both go to one queue with two priority levels. {sales} sales come, one every {every}, and {workers} workers do all the jobs.",
        figures: {
          sales: { setting: "producers.shop.jobs" },
          every: { setting: "producers.shop.everyMs", as: "ms" },
          workers: { setting: "workers.worker.count" },
        },
      },
      "Four reports are sent soon after the beginning. A job takes about 250 ms, including the way to the queue and back.",
    ],
    tryFirst: "Commit to a prediction, then press play and follow report-1.",
    prediction: {
      question: "How long does report-1 wait until a worker starts it?",
      choices: [
        { id: "short", text: "Less than 2 seconds", when: { query: firstReport, is: { atMost: 1_999 } } },
        { id: "middle", text: "2 to 4 seconds", when: { query: firstReport, is: { atLeast: 2_000, atMost: 4_000 } } },
        { id: "long", text: "More than 4 seconds", when: { query: firstReport, is: { atLeast: 4_001 } } },
      ],
    },
    decisive: {
      at: { type: "job-started", where: { job: "sale-8" } },
      says: "Half of the sales have been started. Where are the reports?",
    },
    happened: [
      { text: "report-1 waited {wait} for its turn.", figures: { wait: { query: firstReport, as: "ms" } } },
      {
        text: "All {jobs} jobs were done {took} after the first was sent.",
        figures: {
          jobs: { query: { count: { type: "job-acked" } } },
          took: { query: { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } }, as: "ms" },
        },
      },
    ],
    why: [
      "Priority decides who waits, not how much work there is. While urgent jobs come faster than they are done, strict priority never reaches the others: they starve.",
      "Weights give each level a share of the turns. Urgent jobs still go first most of the time, and the others move on. JetStream has no message priorities: here each level is a consumer of its own, and the worker asks them in turn.",
    ],
    next: { variant: "weighted", text: "Give the reports a share: three sales, then one report." },
  },
};
