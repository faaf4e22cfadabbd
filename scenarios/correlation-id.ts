import type { ScenarioSource } from "../engine/scenario/schema.ts";

/** Answers that came before the answer to something asked earlier. */
const overtakings = { descents: "request", of: { type: "reply-received" } } as const;
const answered = { count: { type: "reply-received" } } as const;

export const correlationId: ScenarioSource = {
  id: "correlation-id",
  title: "Which answer is mine?",
  shows: "A reply queue and a correlation id bring each answer to its question, in whatever order they come.",
  seed: 4,
  hopMs: 100,
  limitMs: 30_000,
  queues: [{ name: "quotes", ackWaitMs: 5_000 }],
  requesters: [{ name: "web", queue: "quotes", requestName: "quote", requests: 10, everyMs: 200, timeoutMs: 20_000 }],
  workers: [{ name: "worker", count: 4, queue: "quotes", handler: { kind: "work", serviceMs: [100, 2_200] } }],
  knobs: [
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers share the queue of requests.",
      path: "workers.worker.count",
      min: 1,
      max: 6,
    },
    {
      kind: "number",
      id: "every",
      title: "A question every",
      meaning: "The time between two questions.",
      path: "requesters.web.everyMs",
      min: 100,
      max: 2_000,
      step: 100,
      unit: "ms",
    },
  ],
  claims: [
    {
      id: "all-answered",
      says: "Every request gets its answer.",
      check: { kind: "figure", query: answered, is: { equals: 10 } },
      within: { workers: { atLeast: 1 }, every: { atLeast: 100 } },
    },
    {
      id: "out-of-order",
      says: "The answers overtake each other.",
      check: { kind: "figure", query: overtakings, is: { atLeast: 1 } },
    },
  ],
  lesson: {
    picture: [
      { shape: "requester" },
      {
        column: [
          { token: "job", of: "1" },
          { token: "reply", of: "2" },
        ],
      },
      { shape: "tube" },
    ],
    situation: [
      "A queue goes one way: a web server that puts a question into it hears nothing back. So it has a queue of its own for answers, and writes its name on every question as the return address.",
      "It asks ten things without waiting in between, and four workers answer. Some questions take longer than others.",
    ],
    tryFirst: "Press play and follow the diamonds: they are answers on their way to the reply queue.",
    prediction: {
      question: "Do the answers arrive in the order of the questions?",
      choices: [
        {
          id: "lost",
          text: "Some never arrive: nobody knows whose they are",
          when: { query: answered, is: { atMost: 9 } },
        },
        { id: "no", text: "No: some overtake others", when: { query: overtakings, is: { atLeast: 1 } } },
        { id: "yes", text: "Yes, in the order of the questions", when: { query: overtakings, is: { equals: 0 } } },
      ],
    },
    decisive: {
      at: { type: "reply-received" },
      says: "An answer is here. Nothing in its text says what was asked; the correlation id in its header does.",
    },
    happened: [
      {
        text: "{asked} questions, {sent} answers sent, {received} matched to their question.",
        figures: {
          asked: { query: { count: { type: "request-sent" } } },
          sent: { query: { count: { type: "reply-sent" } } },
          received: { query: answered },
        },
      },
      {
        text: "From the first question to the last answer it took {took}.",
        figures: {
          took: {
            query: { elapsedMs: { from: { type: "request-sent" }, to: { type: "reply-received" } } },
            as: "ms",
          },
        },
      },
    ],
    why: [
      "Several workers, and work of different length: whoever is done first answers first. The asker keeps a table of what it waits for, keyed by the correlation id that each question carried and each answer repeats.",
      "The reply queue is durable: an answer waits there even if the asker is away for a moment. What the answer means, only the table knows.",
    ],
    next: { knob: "workers", value: 1, text: "Leave one worker only: does the order change?" },
  },
};
