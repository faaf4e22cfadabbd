import type { ScenarioSource } from "../engine/scenario/schema.ts";

const orphans = { count: { type: "reply-orphaned" } } as const;

export const requesterCrash: ScenarioSource = {
  id: "requester-crash",
  title: "Nobody remembers the question",
  shows: "The table of open questions was in memory: after a crash of the asker every answer is an orphan.",
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
      title: "Started again after",
      meaning: "How long the asker is away.",
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
      says: "Every answer that comes after the crash is an orphan.",
      check: { kind: "figure", query: orphans, is: { atLeast: 2 } },
      within: { restart: { atLeast: 500 } },
    },
    {
      id: "charged",
      says: "The customers have paid, and nobody can tell them.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: { restart: { atLeast: 500 } },
    },
    {
      id: "no-answer",
      says: "No request gets its answer.",
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
      "A web server has asked for three payments and keeps in memory who waits for which answer. Then it dies, and a supervisor starts it again.",
      "Its reply queue is durable: no answer is lost.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops when the web server dies.",
    prediction: {
      question: "What can the restarted web server do with the answers?",
      choices: [
        {
          id: "all",
          text: "Match all of them: the queue kept them",
          when: { query: { count: { type: "reply-received" } }, is: { atLeast: 3 } },
        },
        {
          id: "some",
          text: "Match some of them",
          when: { query: { count: { type: "reply-received" } }, is: { atLeast: 1 } },
        },
        { id: "none", text: "Nothing: it does not know the questions", when: { query: orphans, is: { atLeast: 1 } } },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "Three customers wait, three cards are about to be charged, and the only list of who waits for what is gone.",
    },
    happened: [
      {
        text: "{asked} questions, {sent} answers, {orphans} orphans. {paid} was charged.",
        figures: {
          asked: { query: { count: { type: "request-sent" } } },
          sent: { query: { count: { type: "reply-sent" } } },
          orphans: { query: orphans },
          paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" },
        },
      },
    ],
    why: [
      "A durable queue keeps the message, not its meaning. What an answer is for was only in the memory of the one who asked.",
      "Whoever must survive its own crash has to store what it waits for before it asks. That is the first step from a request to a flow with a state of its own.",
    ],
    next: { knob: "restart", value: 500, text: "Start it again after half a second: does being quick help?" },
  },
};
