import type { ScenarioSource } from "../engine/scenario/schema.ts";

export const lostReply: ScenarioSource = {
  id: "lost-reply",
  title: "Done, but nobody says so",
  shows:
    "A worker charges the card, acknowledges, and dies before it answers: the work is done and the asker waits in vain.",
  seed: 6,
  hopMs: 100,
  limitMs: 30_000,
  queues: [{ name: "payments", ackWaitMs: 2_000 }],
  requesters: [{ name: "web", queue: "payments", requestName: "order", requests: 2, everyMs: 600, timeoutMs: 5_000 }],
  workers: [
    {
      name: "worker",
      count: 2,
      queue: "payments",
      handler: { kind: "charge", serviceMs: [300, 400], key: "job" },
      reply: "after-ack",
      restartAfterMs: 4_000,
    },
  ],
  faults: [{ kind: "crash", at: { job: "order-1", attempt: 1, point: "before-reply" } }],
  knobs: [
    {
      kind: "choice",
      id: "reply",
      title: "The answer leaves",
      meaning: "Whether the worker first answers or first acknowledges.",
      path: "workers.worker.reply",
      options: [
        { value: "after-ack", title: "after the acknowledgement" },
        { value: "before-ack", title: "before the acknowledgement" },
      ],
    },
  ],
  variants: [
    { id: "ack-first", title: "Acknowledge first, answer then" },
    { id: "answer-first", title: "Answer first, acknowledge then", set: { "workers.worker.reply": "before-ack" } },
  ],
  claims: [
    {
      id: "charged-all-the-same",
      says: "The card is charged although the answer never came.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: { reply: ["after-ack", "before-ack"] },
    },
    {
      id: "waits-in-vain",
      says: "The asker waits until its timeout.",
      check: { kind: "figure", query: { count: { type: "request-timed-out" } }, is: { equals: 1 } },
      variants: ["ack-first"],
      within: { reply: ["after-ack"] },
    },
    {
      id: "answered-after-all",
      says: "Answering before acknowledging, the second delivery brings the answer.",
      check: { kind: "figure", query: { count: { type: "reply-received" } }, is: { equals: 2 } },
      variants: ["answer-first"],
      within: { reply: ["before-ack"] },
    },
  ],
  lesson: {
    picture: [{ shape: "requester" }, { sign: "hourglass" }, { shape: "worker", is: "dead" }],
    situation: [
      "A web server asks for a payment and waits. The worker charges the card, acknowledges the request, and is about to send the answer when it dies.",
      "The queue has deleted the request: it was acknowledged. Nobody else knows that an answer is owed.",
    ],
    tryFirst: "Commit your prediction, then press play and watch what the web server waits for.",
    prediction: {
      question: "What does the customer of order-1 see?",
      choices: [
        {
          id: "unpaid",
          text: "An error, and no money is taken",
          when: {
            query: { count: { type: "effect-applied", where: { job: "order-1" } } },
            is: { equals: 0 },
          },
        },
        {
          id: "paid-silent",
          text: "A timeout, although the money is taken",
          when: {
            query: { count: { type: "request-timed-out", where: { request: "order-1" } } },
            is: { atLeast: 1 },
          },
        },
        {
          id: "answer",
          text: "The answer, only later",
          when: {
            query: { count: { type: "reply-received", where: { request: "order-1" } } },
            is: { atLeast: 1 },
          },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The card is charged. Whether anybody will ever answer depends on one thing: is the request still in the queue?",
    },
    happened: [
      {
        text: "{charges} charges; {received} answers arrived and {timeouts} requests timed out.",
        figures: {
          charges: { query: { count: { type: "effect-applied" } } },
          received: { query: { count: { type: "reply-received" } } },
          timeouts: { query: { count: { type: "request-timed-out" } } },
        },
      },
      {
        text: "order-1 was delivered {deliveries} times.",
        figures: { deliveries: { query: { count: { type: "job-delivered", where: { job: "order-1" } } } } },
      },
    ],
    why: [
      "Answering and acknowledging are two acts, and a crash can come between them. Acknowledge first, and the answer can be lost; answer first, and the request is delivered again: the work repeats (an idempotency key makes that harmless) and so may the answer.",
      "A timeout therefore tells the asker nothing about the work. It must be able to ask again, or to look.",
    ],
    next: { knob: "reply", value: "before-ack", text: "Let the worker answer before it acknowledges." },
  },
};
