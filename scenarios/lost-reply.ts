import type { ScenarioSource } from "../engine/scenario/schema.ts";

const charges = { count: { type: "effect-applied", where: { job: "order-1" } } } as const;
const timedOut = { count: { type: "request-timed-out", where: { request: "order-1" } } } as const;
const received = { count: { type: "reply-received", where: { request: "order-1" } } } as const;
const redelivered = { count: { type: "job-delivered", where: { job: "order-1", attempt: 2 } } } as const;

export const lostReply: ScenarioSource = {
  id: "lost-reply",
  title: "Reply before ack, or ack before reply? A worker crashes between them",
  shows: "A worker charges the card and crashes before it replies. What does the customer see, and is the money taken?",
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
      title: "The reply leaves",
      meaning: "Whether the worker first replies or first acknowledges.",
      path: "workers.worker.reply",
      options: [
        { value: "after-ack", title: "after the acknowledgement" },
        { value: "before-ack", title: "before the acknowledgement" },
      ],
    },
  ],
  variants: [
    { id: "ack-first", title: "First acknowledge, then reply" },
    { id: "answer-first", title: "First reply, then acknowledge", set: { "workers.worker.reply": "before-ack" } },
  ],
  claims: [
    {
      id: "charged-all-the-same",
      says: "The card is charged, whether the reply arrives or not.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: { reply: ["after-ack", "before-ack"] },
    },
    {
      id: "waits-in-vain",
      says: "The requester waits until its timeout.",
      check: { kind: "figure", query: { count: { type: "request-timed-out" } }, is: { equals: 1 } },
      variants: ["ack-first"],
      within: { reply: ["after-ack"] },
    },
    {
      id: "answered-after-all",
      says: "If the worker replies before it acknowledges, the second delivery brings the reply.",
      check: { kind: "figure", query: { count: { type: "reply-received" } }, is: { equals: 2 } },
      variants: ["answer-first"],
      within: { reply: ["before-ack"] },
    },
  ],
  lesson: {
    picture: [{ shape: "requester" }, { sign: "hourglass" }, { shape: "worker", is: "dead" }],
    situation: [
      "A web server sends a payment request and waits for the reply. The worker charges the card. It crashes just before it would send the reply.",
      {
        text: "It had acknowledged the request before, so the queue has deleted it.",
        when: { query: redelivered, is: { equals: 0 } },
      },
      {
        text: "It has not acknowledged the request yet, so the queue still has it.",
        when: { query: redelivered, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play and watch what the web server waits for.",
    prediction: {
      question: "What does the customer of order-1 see?",
      choices: [
        {
          id: "paid-silent",
          text: "A timeout, and the card is charged",
          when: [
            { query: charges, is: { atLeast: 1 } },
            { query: timedOut, is: { atLeast: 1 } },
          ],
        },
        {
          id: "unpaid",
          text: "A timeout, and no card is charged",
          when: { query: charges, is: { equals: 0 } },
        },
        {
          id: "answer",
          text: "A late reply, and the card is charged",
          when: [
            { query: charges, is: { atLeast: 1 } },
            { query: timedOut, is: { equals: 0 } },
            { query: received, is: { atLeast: 1 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The card is charged, and the worker has crashed. Will anybody ever reply? That depends on whether the request is still in the queue.",
    },
    happened: [
      {
        text: "order-1 was delivered {deliveries} times, and its card was charged {charges} time.",
        figures: {
          deliveries: { query: { count: { type: "job-delivered", where: { job: "order-1" } } } },
          charges: { query: charges },
        },
      },
      {
        text: "The web server waited for the reply until its timeout, and got none.",
        when: { query: timedOut, is: { atLeast: 1 } },
      },
      {
        text: "The second delivery brought the reply, {wait} after the request.",
        figures: {
          wait: {
            query: {
              elapsedMs: {
                from: { type: "request-sent", where: { request: "order-1" } },
                to: { type: "reply-received", where: { request: "order-1" } },
              },
            },
            as: "ms",
          },
        },
        when: { query: received, is: { atLeast: 1 } },
      },
    ],
    why: [
      "Replying and acknowledging are two steps, and a crash can come between them. If you acknowledge first, the reply can be lost. If you reply first, the request is delivered again: the work repeats (an idempotency key makes this harmless), and so may the reply.",
      "So a timeout tells the requester nothing about the work. It must be able to send the request again, or to look up what happened.",
    ],
    next: { knob: "reply", value: "before-ack", text: "Let the worker reply before it acknowledges." },
  },
};
