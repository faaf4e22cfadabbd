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

export const decoupleSlowStep: ScenarioSource = {
  id: "decouple-slow-step",
  title: "Do not wait for the slow step",
  shows: "The customer's answer comes at once, and the slow step runs behind a queue.",
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
    { id: "inline", title: "The till prints the invoice, then answers" },
    {
      id: "queued",
      title: "The till puts the invoice into a queue and answers",
      set: { "workers.till.handler": { kind: "hand-on", serviceMs: [80, 120], to: "invoices" } },
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
      says: "With a queue the answer comes at once.",
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
      "A customer orders and waits for the answer. To take the order is a matter of 100 ms; to print the invoice takes 1.3 seconds more.",
      "The till can do both and then answer. Or it takes the order, puts the invoice into a queue, and answers.",
    ],
    tryFirst: "Commit your prediction, then press play; afterwards switch to the design with a queue.",
    prediction: {
      question: "How long does the customer of order-1 wait for the answer?",
      choices: [
        { id: "short", text: "Less than a second", when: { query: answer, is: { atMost: 999 } } },
        {
          id: "long",
          text: "Longer: the invoice has to be printed first",
          when: { query: answer, is: { atLeast: 1_000 } },
        },
      ],
    },
    decisive: {
      at: { type: "reply-received", where: { request: "order-1" } },
      says: "The customer has the answer. Is the invoice printed?",
    },
    happened: [
      { text: "The answer to order-1 took {answer}.", figures: { answer: { query: answer, as: "ms" } } },
      {
        text: "{later} invoices went through the queue; that of order-1 was ready {after} after the answer.",
        figures: {
          later: { query: { count: { type: "job-acked", where: { queue: "invoices" } } } },
          after: { query: mailAfterAnswer, as: "ms" },
        },
      },
    ],
    why: [
      "Whoever asks should wait only for what the answer needs. A queue takes the rest: it is stored, so the answer 'accepted' can be kept, even if the printer is down just now.",
      "The price: 'accepted' is not 'done'. If the slow step can fail in a way that concerns the customer, somebody has to tell them later.",
    ],
    next: { variant: "queued", text: "Put the slow step behind a queue." },
  },
};
