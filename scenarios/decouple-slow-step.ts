import type { ScenarioSource } from "../engine/scenario/schema.ts";

const answer = {
  elapsedMs: {
    from: { type: "request-sent", where: { request: "order-1" } },
    to: { type: "reply-received", where: { request: "order-1" } },
  },
} as const;
const mailAfterAnswer = {
  elapsedMs: {
    from: { type: "reply-received", where: { request: "order-1" } },
    to: { type: "job-acked", where: { job: "follow-up-of-order-1" } },
  },
} as const;

const invoices = { count: { type: "job-acked", where: { queue: "invoices" } } } as const;

export const decoupleSlowStep: ScenarioSource = {
  id: "decouple-slow-step",
  title: "Asynchronous processing: the slow step inline or behind a queue",
  shows: "Printing an invoice takes more than a second. How long does the customer wait for the reply?",
  seed: 13,
  hopMs: 40,
  limitMs: 30_000,
  queues: [
    { name: "checkout", ackWaitMs: 8_000 },
    { name: "invoices", ackWaitMs: 8_000 },
  ],
  requesters: [
    { name: "customer", queue: "checkout", requestName: "order", requests: 3, everyMs: 500, timeoutMs: 8_000 },
  ],
  workers: [
    { name: "till", queue: "checkout", handler: { kind: "work", serviceMs: [1_300, 1_500] } },
    { name: "printer", queue: "invoices", handler: { kind: "work", serviceMs: [1_200, 1_400] } },
  ],
  knobs: [
    {
      kind: "number",
      id: "every",
      title: "An order every",
      meaning: "The time between two orders.",
      path: "requesters.customer.everyMs",
      min: 200,
      max: 3_000,
      step: 100,
      unit: "ms",
    },
    {
      kind: "number",
      id: "printers",
      title: "Printers",
      meaning: "How many workers do the slow step behind the queue.",
      path: "workers.printer.count",
      min: 1,
      max: 4,
    },
  ],
  variants: [
    { id: "inline", title: "Inline: the till prints the invoice, then replies" },
    {
      id: "queued",
      title: "Queued: the till sends the invoice to a queue and replies",
      set: { "workers.till.handler": { kind: "forward", serviceMs: [80, 120], to: "invoices" } },
    },
  ],
  claims: [
    {
      id: "customer-waits",
      says: "Without a queue the customer waits for the slow step.",
      check: { kind: "figure", query: answer, is: { atLeast: 1_300 } },
      variants: ["inline"],
      within: { every: { atLeast: 200 }, printers: { atLeast: 1 } },
    },
    {
      id: "answer-at-once",
      says: "With a queue the reply does not wait for the slow step.",
      check: { kind: "figure", query: answer, is: { atMost: 900 } },
      variants: ["queued"],
      within: { every: { atLeast: 200 }, printers: { atLeast: 1 } },
    },
    {
      id: "done-later",
      says: "The slow step is done later.",
      check: { kind: "figure", query: mailAfterAnswer, is: { atLeast: 500 } },
      variants: ["queued"],
      within: { every: { atLeast: 200 }, printers: { atLeast: 1 } },
    },
    {
      id: "all-printed",
      says: "Every invoice is printed in the end.",
      check: {
        kind: "figure",
        query: { count: { type: "job-acked", where: { queue: "invoices" } } },
        is: { equals: 3 },
      },
      variants: ["queued"],
      within: { every: { atLeast: 200 }, printers: { atLeast: 1 } },
    },
  ],
  lesson: {
    picture: [{ shape: "requester" }, { token: "reply", of: "1" }, { shape: "tube" }, { shape: "worker" }],
    situation: [
      "A customer orders and waits for the reply. Taking the order is quick. Printing the invoice takes more than a second.",
      {
        text: "In this design the till takes the order, sends the invoice to a second queue, and replies. A printer works on that queue.",
        when: { query: invoices, is: { atLeast: 1 } },
      },
      {
        text: "In this design the till takes the order, prints the invoice, and then replies.",
        when: { query: invoices, is: { equals: 0 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play and follow order-1.",
    prediction: {
      question: "How long does the customer of order-1 wait for the reply?",
      choices: [
        { id: "short", text: "Less than a second", when: { query: answer, is: { atMost: 999 } } },
        { id: "long", text: "One to two seconds", when: { query: answer, is: { atLeast: 1_000, atMost: 2_000 } } },
        { id: "longer", text: "More than two seconds", when: { query: answer, is: { atLeast: 2_001 } } },
      ],
    },
    decisive: {
      at: { type: "reply-received", where: { request: "order-1" } },
      says: "The customer has the reply. Is the invoice printed?",
    },
    segments: [
      {
        at: { type: "request-sent", where: { request: "order-2" } },
        says: "The customer of order-2 has ordered too. The till still works on order-1.",
      },
    ],
    happened: [
      { text: "The reply to order-1 took {answer}.", figures: { answer: { query: answer, as: "ms" } } },
      {
        text: "The invoice of order-1 was printed before that: the customer waited for the printer, too.",
        when: { query: invoices, is: { equals: 0 } },
      },
      {
        text: "{later} invoices went through the queue. The invoice of order-1 was ready {after} after the reply.",
        figures: { later: { query: invoices }, after: { query: mailAfterAnswer, as: "ms" } },
        when: { query: invoices, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A caller should wait only for what the reply needs. A queue takes the rest. The job is stored, so the till can keep its promise 'accepted', even if the printer is down at this moment.",
      "The price: 'accepted' does not mean 'done'. If the slow step can fail in a way that concerns the customer, somebody has to tell them later.",
    ],
    next: {
      variant: "queued",
      text: "Put the slow step behind a queue.",
      prediction: {
        question: "The till now sends each invoice to a queue. When is the invoice of order-1 printed?",
        choices: [
          {
            id: "before",
            text: "Before the customer has the reply",
            when: { query: mailAfterAnswer, is: { equals: 0 } },
          },
          {
            id: "soon",
            text: "Up to one second after the reply",
            when: { query: mailAfterAnswer, is: { atLeast: 1, atMost: 1_000 } },
          },
          {
            id: "late",
            text: "Over one second after the reply",
            when: { query: mailAfterAnswer, is: { atLeast: 1_001 } },
          },
        ],
      },
    },
    challenge: {
      task: "Reply to the customer of order-1 within a second, and have each invoice printed within 2.5 seconds after it is in its queue.",
      checks: [
        {
          says: "The reply to order-1 comes within a second.",
          check: { kind: "figure", query: answer, is: { atLeast: 1, atMost: 1_000 } },
        },
        { says: "Three invoices are printed.", check: { kind: "figure", query: invoices, is: { equals: 3 } } },
        {
          says: "No invoice takes longer than 2.5 seconds.",
          check: { kind: "latency", queue: "invoices", of: "total", percentile: "max", is: { atMost: 2_500 } },
        },
      ],
      hints: [
        "The inline design has no queue of invoices. Choose the other one.",
        "An invoice waits while the printer prints another one. Who could print at the same time?",
      ],
      solution: {
        variant: "queued",
        knobs: { printers: 2 },
        text: "Send the invoices to the queue, and let two printers work on it. The till does not know how many printers there are.",
      },
      mistake: {
        variant: "queued",
        knobs: {},
        text: "The reply is quick. But one printer needs more than a second for each invoice, so the third one waits for two others.",
      },
    },
    remember: [
      "A queue lets a caller wait only for what the reply needs.",
      "The job is stored first: 'accepted' is a promise, and 'done' comes later.",
      "Work behind a queue can be sped up without the caller: add a worker.",
    ],
    reading: [
      {
        title: "Asynchronous messaging primer, by Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/Introduction.html",
      },
      {
        title: "Queue-based load leveling, in the Azure Architecture Center",
        url: "https://learn.microsoft.com/en-us/azure/architecture/patterns/queue-based-load-leveling",
      },
    ],
  },
};
