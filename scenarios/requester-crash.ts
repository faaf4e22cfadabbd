import type { ScenarioSource } from "../engine/scenario/schema.ts";

const orphans = { count: { type: "reply-orphaned" } } as const;

const received = { count: { type: "reply-received" } } as const;

export const requesterCrash: ScenarioSource = {
  id: "requester-crash",
  title: "Requester crash: the pending requests were in memory",
  shows: "A web server crashes while it waits for three replies, and comes back. What can it do with the replies?",
  seed: 8,
  hopMs: 100,
  limitMs: 30_000,
  queues: [{ name: "payments", ackWaitMs: 5_000 }],
  requesters: [
    {
      name: "web",
      queue: "payments",
      requestName: "order",
      requests: 3,
      everyMs: 200,
      timeoutMs: 8_000,
      restartAfterMs: 1_500,
    },
  ],
  workers: [
    { name: "worker", count: 3, queue: "payments", handler: { kind: "charge", serviceMs: [1_800, 2_100], key: "job" } },
  ],
  faults: [{ kind: "crash", at: { actor: "web", atMs: 1_300 } }],
  knobs: [
    {
      kind: "number",
      id: "restart",
      title: "Restarted after",
      meaning: "How long the web server is away.",
      path: "requesters.web.restartAfterMs",
      min: 500,
      max: 4_000,
      step: 500,
      unit: "ms",
    },
  ],
  variants: [{ id: "in-memory", title: "The table is in memory", violates: ["replies-match"] }],
  claims: [
    {
      id: "orphans",
      says: "Every reply that comes after the crash is an orphan.",
      check: { kind: "figure", query: orphans, is: { atLeast: 2 } },
      within: { restart: { atLeast: 500 } },
    },
    {
      id: "charged",
      says: "The customers have paid, and no process can tell them.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: { restart: { atLeast: 500 } },
    },
    {
      id: "no-answer",
      says: "No request gets its reply.",
      check: { kind: "figure", query: { count: { type: "reply-received" } }, is: { equals: 0 } },
      within: { restart: { atLeast: 500 } },
    },
  ],
  lesson: {
    picture: [
      { shape: "requester", is: "dead" },
      { token: "reply", of: "1" },
      { token: "reply", of: "2" },
    ],
    situation: [
      {
        text: "A web server has sent three payment requests. It keeps in memory which customer waits for which reply. Then it crashes, and is started again after {restart}.",
        figures: { restart: { setting: "requesters.web.restartAfterMs", as: "ms" } },
      },
      "Its reply queue is durable: no reply is lost.",
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the web server crashes.",
    prediction: {
      question: "How many of the three replies can the restarted web server match to a customer?",
      choices: [
        { id: "all", text: "All three", when: { query: received, is: { equals: 3 } } },
        { id: "none", text: "None", when: { query: received, is: { equals: 0 } } },
        { id: "some", text: "One or two", when: { query: received, is: { atLeast: 1, atMost: 2 } } },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "Three customers wait, three cards are about to be charged, and the only list of pending requests is gone.",
    },
    happened: [
      {
        text: "{asked} requests and {sent} replies were sent. {orphans} replies were orphans: the web server knew no request for them.",
        figures: {
          asked: { query: { count: { type: "request-sent" } } },
          sent: { query: { count: { type: "reply-sent" } } },
          orphans: { query: orphans },
        },
      },
      {
        text: "The customers paid {paid}.",
        figures: { paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" } },
      },
    ],
    why: [
      "A durable queue keeps the message, not its meaning. What a reply is for was only in the memory of the requester.",
      "A requester that must survive its own crash has to store what it waits for before it sends the request. This is the first step from a request to a flow with a state of its own.",
    ],
    next: { knob: "restart", value: 500, text: "Restart it after half a second. Does a quick restart help?" },
  },
};
