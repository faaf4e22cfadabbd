import type { ScenarioSource } from "../engine/scenario/schema.ts";

/** Replies that came before the reply to an earlier request. */
const overtakings = { descents: "request", of: { type: "reply-received" } } as const;
const tookAll = { elapsedMs: { from: { type: "request-sent" }, to: { type: "reply-received" } } } as const;
const answered = { count: { type: "reply-received" } } as const;

export const correlationId: ScenarioSource = {
  id: "correlation-id",
  title: "Request-reply and correlation id: which reply belongs to which request?",
  shows:
    "A web server sends ten requests, and several workers reply. In which order do the replies arrive, and how are they told apart?",
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
      title: "A request every",
      meaning: "The time between two requests.",
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
      says: "Every request gets its reply.",
      check: { kind: "figure", query: answered, is: { equals: 10 } },
      within: { workers: { atLeast: 1 }, every: { atLeast: 100 } },
    },
    {
      id: "out-of-order",
      says: "Some replies overtake others.",
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
      "A queue is a one-way street: a web server that sends a request to it gets nothing back. So it has a reply queue of its own, and writes the queue's name on every request as the return address.",
      {
        text: "It sends ten requests, one every {every}, and {workers} workers reply. Some requests take longer than others.",
        figures: {
          every: { setting: "requesters.web.everyMs", as: "ms" },
          workers: { setting: "workers.worker.count" },
        },
      },
    ],
    tryFirst:
      "Commit to a prediction, then press play and follow the diamonds: they are replies on their way to the reply queue.",
    prediction: {
      question: "Do the replies arrive in the order of the requests?",
      choices: [
        {
          id: "yes",
          text: "Yes, all ten in the order of the requests",
          when: [
            { query: answered, is: { equals: 10 } },
            { query: overtakings, is: { equals: 0 } },
          ],
        },
        {
          id: "no",
          text: "No, but all ten find their request",
          when: [
            { query: answered, is: { equals: 10 } },
            { query: overtakings, is: { atLeast: 1 } },
          ],
        },
        {
          id: "lost",
          text: "No, and some never find their request",
          when: { query: answered, is: { atMost: 9 } },
        },
      ],
    },
    decisive: {
      at: { type: "reply-received" },
      says: "A reply is here. Its text does not say what was requested. The correlation id in its header does.",
    },
    segments: [
      { at: { type: "reply-received" }, nth: 10, says: "All ten replies are here, and each has found its request." },
    ],
    happened: [
      {
        text: "{asked} requests were sent, {sent} replies were sent, and {received} replies were matched to their request.",
        figures: {
          asked: { query: { count: { type: "request-sent" } } },
          sent: { query: { count: { type: "reply-sent" } } },
          received: { query: answered },
        },
      },
      {
        text: "{early} times the next reply belonged to an earlier request than the one before.",
        figures: { early: { query: overtakings } },
        when: { query: overtakings, is: { atLeast: 1 } },
      },
      {
        text: "From the first request to the last reply it took {took}.",
        figures: {
          took: {
            query: { elapsedMs: { from: { type: "request-sent" }, to: { type: "reply-received" } } },
            as: "ms",
          },
        },
      },
    ],
    why: [
      "With several workers, and work of different length, the quickest reply comes first. The requester keeps a table of what it waits for, keyed by the correlation id that each request carries and each reply repeats.",
      "The reply queue is durable: a reply waits there even if the requester is down. But only the table knows what the reply is for, and the table is in the requester's memory.",
    ],
    next: {
      knob: "workers",
      value: 1,
      text: "Use one worker only. Does the order change?",
      prediction: {
        question: "One worker only. In which order do the ten replies come, and how long do they take?",
        choices: [
          {
            id: "fast",
            text: "In order, within 8 seconds",
            when: [
              { query: overtakings, is: { equals: 0 } },
              { query: tookAll, is: { atMost: 8_000 } },
            ],
          },
          {
            id: "slow",
            text: "In order, after 8 seconds",
            when: [
              { query: overtakings, is: { equals: 0 } },
              { query: tookAll, is: { atLeast: 8_001 } },
            ],
          },
          { id: "mixed", text: "Out of order, as before", when: { query: overtakings, is: { atLeast: 1 } } },
        ],
      },
    },
    challenge: {
      task: "Keep more than one worker, and get all ten replies in the order of their requests.",
      checks: [
        { says: "All ten requests get their reply.", check: { kind: "figure", query: answered, is: { equals: 10 } } },
        { says: "No reply overtakes another.", check: { kind: "figure", query: overtakings, is: { equals: 0 } } },
        {
          says: "At least two workers reply.",
          check: {
            kind: "figure",
            query: { distinct: "actor", of: { type: "job-delivered", where: { queue: "quotes" } } },
            is: { atLeast: 2 },
          },
        },
      ],
      hints: [
        "A reply can overtake another only if both requests are open at the same time.",
        "The longest work takes about 2 seconds. How long must the requester wait before the next request?",
      ],
      solution: {
        knobs: { every: 2_000 },
        text: "Send a request every 2 seconds. Then nearly every reply is back before the next request leaves. This is order by waiting: it is slow, and the correlation id gives the same result without it.",
      },
      mistake: {
        knobs: { every: 1_000 },
        text: "A request every second is slower, but long work still meets short work, and a reply overtakes another.",
      },
    },
    remember: [
      "Request-reply over queues needs a return address and a correlation id.",
      "Replies come in the order in which the work ends, not in the order of the requests.",
      "The reply queue may be durable, but the table of open requests is in the requester's memory.",
    ],
    reading: [
      {
        title: "Correlation Identifier, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/CorrelationIdentifier.html",
      },
      {
        title: "Request-Reply, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/RequestReply.html",
      },
    ],
  },
};
