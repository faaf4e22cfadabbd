import type { ScenarioSource } from "../engine/scenario/schema.ts";

const PAYMENT = { name: "payment", ackWaitMs: 1_500 };
const MESSAGES = { count: { type: "job-sent" } } as const;
const WRITES = { count: { type: "flow-state-saved", where: { where: "store" } } } as const;
const ANSWERED = {
  distinct: "request",
  of: { type: "reply-received", where: { replyTo: "billing-replies" } },
} as const;
const WAITED = {
  elapsedMs: {
    from: { type: "request-sent", where: { request: "renewal-1" } },
    to: { type: "reply-received", where: { request: "renewal-1", replyTo: "billing-replies" } },
  },
} as const;

export const oneStepJob: ScenarioSource = {
  id: "one-step-job",
  title: "One step needs no orchestrator",
  shows: "A job of one step, by a queue alone and by an orchestrator: the same result, and twice the messages.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: [PAYMENT],
  requesters: [
    {
      name: "billing",
      queue: "payment",
      requestName: "renewal",
      requests: 3,
      everyMs: 1_000,
      timeoutMs: 8_000,
    },
  ],
  workers: [
    {
      name: "payment",
      queue: "payment",
      restartAfterMs: 1_000,
      handler: { kind: "charge", serviceMs: 200, key: "job" },
    },
  ],
  // The worker's second answer: the same place in both designs.
  faults: [{ kind: "crash", at: { actor: "payment-1", nth: 2, point: "before-reply" } }],
  variants: [
    { id: "queue", title: "A queue and its worker" },
    {
      id: "orchestrated",
      title: "Orchestrated: a machine of one state owns the job",
      set: {
        queues: [{ name: "orders", ackWaitMs: 5_000 }, PAYMENT],
        "requesters.billing.queue": "orders",
        flow: {
          kind: "one-step",
          design: "orchestrated",
          timeoutMs: 6_000,
          replyAckWaitMs: 3_000,
          restartAfterMs: 1_000,
          ask: { order: "renewal-2", atMs: 1_500 },
        },
      },
    },
  ],
  claims: [
    {
      id: "answered",
      says: "Each of the three who asked is answered",
      check: { kind: "figure", query: ANSWERED, is: { equals: 3 } },
    },
    {
      id: "money-right",
      says: "Everybody paid once, though the worker died before it could answer",
      check: { kind: "ledger", actual: "equals-expected" },
    },
    {
      id: "two-messages",
      says: "Two messages a job: the question and its answer",
      check: { kind: "figure", query: MESSAGES, is: { equals: 6 } },
      variants: ["queue"],
    },
    {
      id: "four-messages",
      says: "Four messages a job: the question, the command, its answer, the answer to who asked",
      check: { kind: "figure", query: MESSAGES, is: { atLeast: 12 } },
      variants: ["orchestrated"],
    },
    {
      id: "no-writes",
      says: "Nothing is kept beside the queue",
      check: { kind: "figure", query: WRITES, is: { equals: 0 } },
      variants: ["queue"],
    },
    {
      id: "two-writes",
      says: "Two writes a job: it has begun, it has ended",
      check: { kind: "figure", query: WRITES, is: { atLeast: 6 } },
      variants: ["orchestrated"],
    },
    {
      id: "deadlines",
      says: "A deadline is set for each job, and taken back",
      check: { kind: "figure", query: { count: { type: "timer-set" } }, is: { atLeast: 3 } },
      variants: ["orchestrated"],
    },
  ],
  lesson: {
    picture: [{ shape: "tube" }, { token: "job", of: "renewal-1" }, { shape: "worker" }, { note: "1 step" }],
    situation: [
      "Three subscriptions are renewed. Each is one charge: there is nothing to come after it, and nothing to take back.",
      "The worker dies once, after a charge and before its answer. It sends an idempotency key with every charge.",
    ],
    tryFirst: "Commit your prediction, then press play; then look at the same job orchestrated.",
    prediction: {
      question: "The second job's worker dies. What brings that job to its end?",
      choices: [
        {
          id: "queue",
          text: "The queue: it delivers the job again, and the key keeps the money right",
          when: {
            query: { mostPer: "job", of: { type: "job-delivered", where: { queue: "payment" } } },
            is: { atLeast: 2 },
          },
        },
        {
          id: "nobody",
          text: "Nothing: somebody would have to remember it",
          when: {
            query: { mostPer: "job", of: { type: "job-delivered", where: { queue: "payment" } } },
            is: { atMost: 1 },
          },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The charge is made, the answer is not sent, the job is not acknowledged. What happens next is the queue's work, with an orchestrator or without.",
    },
    happened: [
      {
        text: "{messages} messages and {writes} writes for three jobs. The first who asked was answered after {waited}.",
        figures: { messages: { query: MESSAGES }, writes: { query: WRITES }, waited: { query: WAITED, as: "ms" } },
      },
    ],
    why: [
      "A queue keeps a job until somebody has done it. That is all that one step needs; a crash between two steps cannot happen where there is one.",
      "An orchestrator keeps what comes after what. Here nothing comes after anything: it adds a queue of events, a queue of deadlines, two stores and a process that can fail, and brings the same result later.",
      "So: one step, a queue. Several steps, each of which may fail after another has happened: an orchestrator.",
    ],
    next: { variant: "orchestrated", text: "Do the same three jobs with an orchestrator." },
  },
};
