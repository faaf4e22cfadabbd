import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, ORCHESTRATED, shop } from "./order-flow.ts";

const photosDone = { distinct: "job", of: { type: "job-acked", where: { queue: "photos" } } } as const;
const runsOfPhotos = { count: { type: "job-started", where: { queue: "photos" } } } as const;
const readBy = (reader: string) => ({ distinct: "event", of: { type: "offset-moved", where: { reader } } }) as const;
const ordersEnded = { count: { type: "flow-ended" } } as const;
const charges = { count: { type: "effect-applied", where: { effect: "charge" } } } as const;
const crashes = { count: { type: "actor-crashed" } } as const;
const readings = { count: { type: "event-read" } } as const;

export const threeTools: ScenarioSource = {
  id: "three-tools",
  title: "Queue, log, orchestrator: three tools in one shop",
  shows:
    "A shop shrinks photos, reports sales and drives orders, each with a tool of its own. What does a crash cost in each?",
  seed: 5,
  hopMs: 40,
  limitMs: 60_000,
  queues: [...FLOW_QUEUES, { name: "photos", ackWaitMs: 1_500 }],
  logs: [{ name: "sales" }],
  producers: [{ name: "camera", queue: "photos", jobName: "photo", jobs: 4, everyMs: 500 }],
  requesters: shop(2, 1_500),
  logProducers: [{ name: "till", log: "sales", eventName: "sold", events: 4, everyMs: 500 }],
  workers: [
    ...flowWorkers(),
    {
      name: "resizer",
      queue: "photos",
      handler: { kind: "work", serviceMs: [200, 300] },
      restartAfterMs: 800,
    },
  ],
  readers: [
    { name: "report", log: "sales", handler: { kind: "work", serviceMs: 200 }, ackWaitMs: 1_500, restartAfterMs: 800 },
    { name: "stats", log: "sales", handler: { kind: "work", serviceMs: 200 } },
  ],
  flow: coordination({ design: ORCHESTRATED }),
  knobs: [
    {
      kind: "number",
      id: "photo-workers",
      title: "Photo workers",
      meaning: "How many workers shrink photos.",
      path: "workers.resizer.count",
      min: 1,
      max: 3,
    },
  ],
  variants: [
    { id: "calm", title: "No crash" },
    {
      id: "crashes",
      title: "One party of each tool crashes",
      set: {
        faults: [
          { kind: "crash", at: { job: "photo-2", attempt: 1, point: "before-ack" } },
          { kind: "crash", at: { actor: "report-1", nth: 2, point: "before-ack" } },
          { kind: "crash", at: { job: "order-1-notify", point: "before-publish" } },
        ],
      },
    },
  ],
  claims: [
    {
      id: "photos",
      says: "Each photo is done.",
      check: { kind: "figure", query: photosDone, is: { equals: 4 } },
      within: { "photo-workers": { atLeast: 1 } },
    },
    {
      id: "sales",
      says: "Each reader reads each sale.",
      check: { kind: "read-by-all", log: "sales" },
      within: { "photo-workers": { atLeast: 1 } },
    },
    {
      id: "orders",
      says: "Each order comes out right.",
      check: { kind: "orders", damaged: {} },
      within: { "photo-workers": { atLeast: 1 } },
    },
  ],
  lesson: {
    variant: "crashes",
    picture: [{ shape: "tube" }, { cells: 3, read: 2 }, { shape: "orchestrator" }],
    situation: [
      "A shop uses three tools. Photos are shrunk by a worker behind a queue: 'do this once'. Sales are appended to a log with two readers: 'this happened'. Orders of four steps are driven by an orchestrator: 'run this process'.",
      {
        text: "One party of each tool crashes: the worker with photo-2, the reader report with its second event, and the coordinator between two commands of order-1.",
        when: { query: crashes, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses at the first crash.",
    prediction: {
      question: "Four photos, four sales for two readers, and two orders. What is missing in the end?",
      choices: [
        { id: "photo", text: "A photo: its worker crashed with it", when: { query: photosDone, is: { atMost: 3 } } },
        {
          id: "nothing",
          text: "Nothing: each tool makes up for it",
          when: [
            { query: photosDone, is: { atLeast: 4 } },
            { query: ordersEnded, is: { atLeast: 2 } },
          ],
        },
        {
          id: "order",
          text: "An order: its coordinator crashed",
          when: [
            { query: photosDone, is: { atLeast: 4 } },
            { query: ordersEnded, is: { atMost: 1 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The first of the three crashes. Look at what stands beside it: the message, the offset or the record is stored, and it is not with the process.",
    },
    segments: [
      {
        at: { type: "actor-crashed" },
        nth: 3,
        says: "Now one party of each tool has crashed. What each of them needs to go on is stored outside of it.",
      },
    ],
    happened: [
      {
        text: "{photos} photos were done, in {runs} runs. Report read {report} of the sales and stats {stats}. {orders} orders ended, with {charges} charges.",
        figures: {
          photos: { query: photosDone },
          runs: { query: runsOfPhotos },
          report: { query: readBy("report") },
          stats: { query: readBy("stats") },
          orders: { query: ordersEnded },
          charges: { query: charges },
        },
      },
    ],
    why: [
      "The queue kept the photo until its acknowledgement. The log kept the events, and the server kept the reader's offset. The orchestrator kept the order's state with the command that was still to be sent. In each case the work goes on from what is stored.",
      "Choose by the sentence that fits your case. 'Do this once': a queue. 'This happened', and several want to know it, or know it again: a log. 'Run this process' of several steps, with waiting and compensation: an orchestrator. They work together: an orchestrator sends its commands over queues, and reports to a log.",
      "None of them makes a repeated step harmless. That is the work of the service that acts, with an idempotency key.",
    ],
    next: {
      variant: "calm",
      text: "Run the same shop without any crash.",
      prediction: {
        question: "No party crashes. How many runs do the four photos take, and how often is a sale read?",
        choices: [
          {
            id: "less-runs",
            text: "4 runs, 8 readings: each gets all",
            when: [
              { query: runsOfPhotos, is: { equals: 4 } },
              { query: readings, is: { equals: 8 } },
            ],
          },
          {
            id: "shared",
            text: "4 runs, 4 readings: they share all",
            when: [
              { query: runsOfPhotos, is: { equals: 4 } },
              { query: readings, is: { equals: 4 } },
            ],
          },
          {
            id: "more",
            text: "8 runs, 8 readings: all do all",
            when: [
              { query: runsOfPhotos, is: { equals: 8 } },
              { query: readings, is: { equals: 8 } },
            ],
          },
        ],
      },
    },
    challenge: {
      task: "Let one party of each tool crash, and have all four photos done within 2.7 seconds after the first was sent.",
      checks: [
        { says: "Three parties crash.", check: { kind: "figure", query: crashes, is: { equals: 3 } } },
        {
          says: "The photos are done within 2.7 seconds.",
          check: {
            kind: "figure",
            query: {
              elapsedMs: {
                from: { type: "job-sent", where: { queue: "photos" } },
                to: { type: "job-acked", where: { queue: "photos" } },
              },
            },
            is: { atLeast: 1, atMost: 2_700 },
          },
        },
        { says: "Every order comes out right.", check: { kind: "orders", damaged: {} } },
      ],
      hints: [
        "While the worker restarts, nobody shrinks photos.",
        "Which of the three tools is made faster by one more worker?",
      ],
      solution: {
        variant: "crashes",
        knobs: { "photo-workers": 2 },
        text: "Add a photo worker. It goes on while the other one restarts, and nobody has to be told.",
      },
      mistake: {
        variant: "calm",
        knobs: {},
        text: "The photos are done in time, but nothing crashes. Keep the crashes.",
      },
    },
    remember: [
      "'Do this once': a queue. 'This happened': a log. 'Run this process': an orchestrator.",
      "Each keeps what it needs outside of the process that may crash.",
      "They work together, and none of them replaces an idempotency key.",
    ],
    reading: [
      {
        title: "Messaging patterns, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/",
      },
      { title: "Workflows, in the Temporal documentation", url: "https://docs.temporal.io/workflows" },
    ],
  },
};
