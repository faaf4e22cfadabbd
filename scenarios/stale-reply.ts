import type { ScenarioSource } from "../engine/scenario/schema.ts";

const stale = { count: { type: "reply-stale" } } as const;

const charged = { count: { type: "effect-applied" } } as const;
const received = { count: { type: "reply-received" } } as const;

export const staleReply: ScenarioSource = {
  id: "stale-reply",
  title: "Reused correlation id: the reply to the first try arrives during the second",
  shows:
    "A payment request times out and is sent again under the same correlation id. Which try does the next reply belong to?",
  seed: 3,
  hopMs: 100,
  limitMs: 30_000,
  queues: [{ name: "payments", ackWaitMs: 6_000, maxAttempts: 1 }],
  requesters: [
    {
      name: "web",
      queue: "payments",
      requestName: "order",
      requests: 1,
      timeoutMs: 1_500,
      tries: 2,
      correlation: "reused",
    },
  ],
  workers: [{ name: "worker", count: 2, queue: "payments", handler: { kind: "charge", serviceMs: 600, key: "job" } }],
  faults: [
    { kind: "outage", atMs: 0, forMs: 1_400 },
    { kind: "wire", what: "delay", job: "reply-order-1-1", delayMs: 1_200 },
  ],
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
      says: "The reply to the first try closes the second.",
      check: { kind: "figure", query: stale, is: { equals: 1 } },
      variants: ["one-id"],
      within: { correlation: ["reused"] },
    },
    {
      id: "own-ids-tell-apart",
      says: "With an id for each try, the old reply is recognised as late.",
      check: { kind: "figure", query: { count: { type: "reply-late" } }, is: { atLeast: 1 } },
      variants: ["own-ids"],
      within: { correlation: ["per-try"] },
    },
    {
      id: "never-mistaken",
      says: "With an id for each try, no reply is taken for another.",
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
      "A web server sends a payment request. The payment provider is down at that moment, so the charge fails, and the worker replies 'failed'. The network delays this reply.",
      "After 1.5 seconds without a reply the web server sends the request again. Now the provider is up. Both tries are on their way, and both get a reply.",
      {
        text: "Both tries carry the same correlation id.",
        when: { query: stale, is: { atLeast: 1 } },
      },
      {
        text: "Each try carries a correlation id of its own.",
        when: { query: { count: { type: "reply-late" } }, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play and compare the two diamonds.",
    prediction: {
      question: "What is the customer told, and what has happened to the card?",
      choices: [
        {
          id: "old",
          text: "Told 'failed', and the card is charged",
          when: [
            { query: charged, is: { atLeast: 1 } },
            { query: stale, is: { atLeast: 1 } },
          ],
        },
        {
          id: "own",
          text: "Told 'paid', and the card is charged",
          when: [
            { query: charged, is: { atLeast: 1 } },
            { query: stale, is: { equals: 0 } },
            { query: received, is: { atLeast: 1 } },
          ],
        },
        {
          id: "none",
          text: "Told 'failed', and no card is charged",
          when: { query: charged, is: { equals: 0 } },
        },
      ],
    },
    decisive: {
      at: { type: "request-sent", where: { try: 2 } },
      says: "The second try is on its way. The reply to the first try is, too.",
    },
    happened: [
      {
        text: "{sent} replies were sent, and the customer paid {paid}.",
        figures: {
          sent: { query: { count: { type: "reply-sent" } } },
          paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" },
        },
      },
      {
        text: "The old reply, 'failed', closed the second try. The reply of the second try, 'charged', came {after} later and was dropped as a duplicate.",
        figures: {
          after: {
            query: { elapsedMs: { from: { type: "reply-stale" }, to: { type: "reply-duplicate" } } },
            as: "ms",
          },
        },
        when: { query: stale, is: { atLeast: 1 } },
      },
      {
        text: "The old reply was recognised as late and dropped. The second try got its own reply.",
        when: { query: received, is: { atLeast: 1 } },
      },
    ],
    why: [
      "Only the correlation id matches a reply to a request. If two tries share it, the requester cannot know which of them the reply belongs to. Here it believes an old failure, and the customer has paid.",
      "An id for each try tells them apart. The old reply then belongs to a try that was given up, and is recognised as late. The idempotency key must stay the same over the tries, so that the card is charged once. Only the correlation id changes.",
    ],
    next: { knob: "correlation", value: "per-try", text: "Give each try an id of its own." },
  },
};
