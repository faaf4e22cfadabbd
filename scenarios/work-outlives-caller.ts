import type { ScenarioSource } from "../engine/scenario/schema.ts";

const expired = { count: { type: "job-expired" } } as const;
const late = { count: { type: "reply-late" } } as const;

export const workOutlivesCaller: ScenarioSource = {
  id: "work-outlives-caller",
  title: "Working for people who have left",
  shows: "The queue goes on working for callers who gave up; a deadline in the message stops that.",
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
      meaning: "Whether a request says until when its answer is of use.",
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
      says: "Work is done for callers who have left.",
      check: { kind: "figure", query: late, is: { atLeast: 2 } },
      variants: ["without-deadline"],
      within: { deadline: [false] },
    },
    {
      id: "all-charged",
      says: "All five are charged.",
      check: { kind: "figure", query: { count: { type: "effect-applied" } }, is: { equals: 5 } },
      variants: ["without-deadline"],
      within: { deadline: [false] },
    },
    {
      id: "left-undone",
      says: "With a deadline the worker leaves undone what nobody waits for.",
      check: { kind: "figure", query: expired, is: { atLeast: 1 } },
      variants: ["with-deadline"],
      within: { deadline: [true] },
    },
    {
      id: "fewer-charges",
      says: "So not everybody who left is charged.",
      check: { kind: "figure", query: { count: { type: "effect-applied" } }, is: { atMost: 4 } },
      variants: ["with-deadline"],
      within: { deadline: [true] },
    },
  ],
  lesson: {
    picture: [{ shape: "tube", full: true }, { token: "job", of: "4", expired: true }, { shape: "worker" }],
    situation: [
      "Five customers order within a second, and one worker takes about a second for each. The web server waits 2.2 seconds and then tells its customer: please try later.",
      "The requests of those who have left are still in the queue.",
    ],
    tryFirst: "Commit your prediction, then press play and compare the ledger with who is still there.",
    prediction: {
      question: "How many of the five customers are charged?",
      choices: [
        {
          id: "few",
          text: "Only those who are still waiting",
          when: { query: { count: { type: "effect-applied" } }, is: { atMost: 4 } },
        },
        {
          id: "all",
          text: "All five, also those who have left",
          when: { query: { count: { type: "effect-applied" } }, is: { equals: 5 } },
        },
      ],
    },
    decisive: {
      at: { type: "request-timed-out" },
      says: "This customer has left. The request is still in the queue, and the worker will come to it.",
    },
    happened: [
      {
        text: "{timeouts} requests timed out. The worker charged {charges} orders, {late} answers came too late, and {expired} requests were left undone.",
        figures: {
          timeouts: { query: { count: { type: "request-timed-out" } } },
          charges: { query: { count: { type: "effect-applied" } } },
          late: { query: late },
          expired: { query: expired },
        },
      },
    ],
    why: [
      "A queue decouples in time: that is its point, and here its trap. Under load it fills with requests whose callers are gone, and the worker spends itself on them while new callers wait behind.",
      "A deadline travels with the request. Whoever takes it late enough to know better acknowledges it undone. It cannot help once the work has begun: a caller may still leave in the middle of it.",
    ],
    next: { knob: "deadline", value: true, text: "Send a deadline with each request." },
  },
};
