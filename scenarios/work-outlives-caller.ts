import type { ScenarioSource } from "../engine/scenario/schema.ts";

const expired = { count: { type: "job-expired" } } as const;
const late = { count: { type: "reply-late" } } as const;

const charges = { count: { type: "effect-applied" } } as const;
const timedOut = { count: { type: "request-timed-out" } } as const;

export const workOutlivesCaller: ScenarioSource = {
  id: "work-outlives-caller",
  title: "Deadlines: requests of callers that have stopped waiting",
  shows:
    "Five customers order, and the web server waits 2.2 seconds for each. How many are charged after their caller has stopped waiting?",
  seed: 5,
  hopMs: 80,
  limitMs: 30_000,
  queues: [{ name: "orders", ackWaitMs: 6_000 }],
  requesters: [{ name: "web", queue: "orders", requestName: "order", requests: 5, everyMs: 200, timeoutMs: 2_200 }],
  workers: [{ name: "worker", queue: "orders", handler: { kind: "charge", serviceMs: 900, key: "job" } }],
  knobs: [
    {
      kind: "choice",
      id: "deadline",
      title: "Deadline",
      meaning: "Whether a request says until when its reply is useful.",
      path: "requesters.web.deadline",
      options: [
        { value: false, title: "not sent" },
        { value: true, title: "sent with the request" },
      ],
    },
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers share the queue.",
      path: "workers.worker.count",
      min: 1,
      max: 6,
    },
  ],
  variants: [
    { id: "without-deadline", title: "Without a deadline" },
    { id: "with-deadline", title: "With a deadline", set: { "requesters.web.deadline": true } },
  ],
  claims: [
    {
      id: "works-for-nobody",
      says: "Work is done for callers that have stopped waiting.",
      check: { kind: "figure", query: late, is: { atLeast: 2 } },
      variants: ["without-deadline"],
      within: { deadline: [false] },
    },
    {
      id: "all-charged",
      says: "All five customers are charged.",
      check: { kind: "figure", query: { count: { type: "effect-applied" } }, is: { equals: 5 } },
      variants: ["without-deadline"],
      within: { deadline: [false] },
    },
    {
      id: "left-undone",
      says: "With a deadline the worker skips requests that nobody waits for.",
      check: { kind: "figure", query: expired, is: { atLeast: 1 } },
      variants: ["with-deadline"],
      within: { deadline: [true] },
    },
    {
      id: "fewer-charges",
      says: "So not every caller that stopped waiting is charged.",
      check: { kind: "figure", query: { count: { type: "effect-applied" } }, is: { atMost: 4 } },
      variants: ["with-deadline"],
      within: { deadline: [true] },
    },
  ],
  lesson: {
    picture: [{ shape: "tube", full: true }, { token: "job", of: "4", expired: true }, { shape: "worker" }],
    situation: [
      {
        text: "Five customers order within a second, and a worker takes about a second for each order. {workers} workers share the queue. The web server waits 2.2 seconds and then tells its customer: please try later.",
        figures: { workers: { setting: "workers.worker.count" } },
      },
      "A request stays in the queue when its caller has stopped waiting.",
      {
        text: "Each request carries a deadline: until when its reply is useful.",
        when: { query: expired, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play and compare the charges with the callers that still wait.",
    prediction: {
      question: "How many of the five customers are charged?",
      choices: [
        { id: "few", text: "One or two", when: { query: charges, is: { atMost: 2 } } },
        { id: "some", text: "Three or four", when: { query: charges, is: { atLeast: 3, atMost: 4 } } },
        { id: "all", text: "All five", when: { query: charges, is: { equals: 5 } } },
      ],
    },
    decisive: {
      at: { type: "request-timed-out" },
      says: "The web server has stopped waiting for this request. The request is still on its way, and a worker will come to it.",
    },
    happened: [
      {
        text: "{timeouts} requests timed out. The workers charged {charges} orders.",
        figures: { timeouts: { query: timedOut }, charges: { query: charges } },
      },
      {
        text: "{late} replies came after the timeout: those customers were charged and told to try later.",
        figures: { late: { query: late } },
        when: { query: late, is: { atLeast: 1 } },
      },
      {
        text: "{expired} requests were skipped: their deadline had passed.",
        figures: { expired: { query: expired } },
        when: { query: expired, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A queue decouples in time. That is its point, and here its trap: under load it fills with requests whose callers have stopped waiting. The workers spend their time on them, and new callers wait behind.",
      "A deadline travels with the request. A worker that gets it too late skips it. A deadline cannot help once the work has started: a caller may still stop waiting in the middle of it.",
    ],
    next: { knob: "deadline", value: true, text: "Send a deadline with each request." },
  },
};
