import type { ScenarioSource } from "../engine/scenario/schema.ts";

const stale = { count: { type: "reply-stale" } } as const;

export const staleReply: ScenarioSource = {
  id: "stale-reply",
  title: "An old answer to a new question",
  shows: "A correlation id that is used again across retries lets the first try's answer close the second.",
  seed: 3,
  hopMs: 100,
  limitMs: 30_000,
  queues: [{ name: "stock", ackWaitMs: 6_000 }],
  requesters: [
    {
      name: "web",
      queue: "stock",
      requestName: "check",
      requests: 1,
      timeoutMs: 1_500,
      tries: 2,
      correlation: "reused",
    },
  ],
  workers: [{ name: "worker", count: 2, queue: "stock", handler: { kind: "work", serviceMs: 1_800 } }],
  knobs: [
    {
      kind: "choice",
      id: "correlation",
      title: "Correlation id",
      meaning: "Whether each try has an id of its own.",
      path: "requesters.web.correlation",
      options: [
        { value: "reused", title: "the same for all tries", violates: ["replies-match"] },
        { value: "per-try", title: "one for each try" },
      ],
    },
  ],
  variants: [
    { id: "one-id", title: "One id for all tries" },
    { id: "own-ids", title: "An id for each try", set: { "requesters.web.correlation": "per-try" } },
  ],
  claims: [
    {
      id: "old-answer-taken",
      says: "The answer to the first try closes the second.",
      check: { kind: "figure", query: stale, is: { equals: 1 } },
      variants: ["one-id"],
      within: { correlation: ["reused"] },
    },
    {
      id: "own-ids-tell-apart",
      says: "With an id for each try the old answer is only late.",
      check: { kind: "figure", query: { count: { type: "reply-late" } }, is: { atLeast: 1 } },
      variants: ["own-ids"],
      within: { correlation: ["per-try"] },
    },
    {
      id: "never-mistaken",
      says: "With an id for each try no answer is taken for another.",
      check: { kind: "figure", query: stale, is: { equals: 0 } },
      variants: ["own-ids"],
      within: { correlation: ["per-try"] },
    },
  ],
  lesson: {
    picture: [
      { shape: "requester" },
      {
        column: [
          { token: "job", of: "check-1-try-2", attempt: 0 },
          { token: "reply", of: "1" },
        ],
      },
    ],
    situation: [
      "A web server asks whether something is in stock. After 1.5 seconds without an answer it asks again, under the same correlation id.",
      "Both questions are in the queue now, and both will be answered.",
    ],
    tryFirst: "Commit your prediction, then press play and compare the two diamonds.",
    prediction: {
      question: "Which answer closes the second try?",
      choices: [
        {
          id: "old",
          text: "The answer to the first try",
          when: { query: stale, is: { atLeast: 1 } },
        },
        {
          id: "own",
          text: "Its own",
          when: { query: { count: { type: "reply-received" } }, is: { atLeast: 1 } },
        },
        {
          id: "none",
          text: "None: it times out as well",
          when: { query: { count: { type: "request-timed-out" } }, is: { atLeast: 2 } },
        },
      ],
    },
    decisive: {
      at: { type: "request-sent", where: { try: 2 } },
      says: "The second try is on its way, and the first one is still being worked on.",
    },
    happened: [
      {
        text: "{sent} answers were sent: {stale} taken for the answer to a later try, {late} late, {twice} surplus.",
        figures: {
          sent: { query: { count: { type: "reply-sent" } } },
          stale: { query: stale },
          late: { query: { count: { type: "reply-late" } } },
          twice: { query: { count: { type: "reply-duplicate" } } },
        },
      },
    ],
    why: [
      "The correlation id is all that matches an answer to a question. If two tries share it, the asker cannot know which of them it hears of; if the stock changed in between, it acts on the past.",
      "An id for each try tells them apart. The old answer then belongs to a try that was given up, and is recognised as late.",
    ],
    next: { knob: "correlation", value: "per-try", text: "Give each try an id of its own." },
  },
};
