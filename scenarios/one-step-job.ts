import type { ScenarioSource } from "../engine/scenario/schema.ts";

const PAYMENT = { name: "payment", ackWaitMs: 1_500 };
const CHARGES = { count: { type: "effect-applied", where: { job: "renewal-2" } } } as const;
/** The delivery whose worker crashed came again. */
const AGAIN = {
  mostPer: "job",
  of: { type: "job-delivered", where: { queue: "payment" } },
} as const;
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

const WAITED_SECOND = {
  elapsedMs: {
    from: { type: "request-sent", where: { request: "renewal-2" } },
    to: { type: "reply-received", where: { request: "renewal-2", replyTo: "billing-replies" } },
  },
} as const;

export const oneStepJob: ScenarioSource = {
  id: "one-step-job",
  title: "When you need no orchestrator: a job of one step",
  shows: "A job has one step, and its worker crashes. What does an orchestrator add to a queue, and what does it cost?",
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
  // The worker's second reply: the same place in both designs.
  faults: [{ kind: "crash", at: { actor: "payment-1", nth: 2, point: "before-reply" } }],
  knobs: [
    {
      kind: "number",
      id: "ack-wait",
      title: "Visibility timeout",
      meaning: "How long the queue waits for the acknowledgement before it delivers the job again.",
      path: "queues.payment.ackWaitMs",
      min: 500,
      max: 3_000,
      step: 500,
      unit: "ms",
    },
    {
      kind: "number",
      id: "restart",
      title: "The worker restarts after",
      meaning: "How long its supervisor needs to start a crashed worker again.",
      path: "workers.payment.restartAfterMs",
      min: 250,
      max: 2_000,
      step: 250,
      unit: "ms",
    },
  ],
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
      says: "Each of the three requests gets its reply.",
      check: { kind: "figure", query: ANSWERED, is: { equals: 3 } },
    },
    {
      id: "money-right",
      says: "Each customer paid once, although the worker crashed before it could reply.",
      check: { kind: "ledger", actual: "equals-expected" },
    },
    {
      id: "two-messages",
      says: "Two messages per job: the request and its reply.",
      check: { kind: "figure", query: MESSAGES, is: { equals: 6 } },
      variants: ["queue"],
    },
    {
      id: "four-messages",
      says: "Four messages per job: the request, the command, its reply, and the reply to the requester.",
      check: { kind: "figure", query: MESSAGES, is: { atLeast: 12 } },
      variants: ["orchestrated"],
    },
    {
      id: "no-writes",
      says: "Nothing is stored beside the queue.",
      check: { kind: "figure", query: WRITES, is: { equals: 0 } },
      variants: ["queue"],
    },
    {
      id: "two-writes",
      says: "Two writes per job: it has started, it has ended.",
      check: { kind: "figure", query: WRITES, is: { atLeast: 6 } },
      variants: ["orchestrated"],
    },
    {
      id: "deadlines",
      says: "A deadline is set for each job, and cleared again.",
      check: { kind: "figure", query: { count: { type: "timer-set" } }, is: { atLeast: 3 } },
      variants: ["orchestrated"],
    },
  ],
  lesson: {
    picture: [{ shape: "tube" }, { token: "job", of: "renewal-1" }, { shape: "worker" }, { note: "1 step" }],
    situation: [
      "Three subscriptions are renewed. Each renewal is one charge: no step comes after it, and nothing has to be compensated.",
      "The worker crashes once, after the charge for renewal-2 and before its reply. It sends an idempotency key with every charge.",
    ],
    tryFirst: "Commit to a prediction, then press play. Then look at the same jobs orchestrated.",
    prediction: {
      question: "What becomes of renewal-2, whose worker crashes?",
      choices: [
        {
          id: "nobody",
          text: "It is not done again, and its customer gets no reply",
          when: { query: AGAIN, is: { atMost: 1 } },
        },
        {
          id: "queue",
          text: "It is done again, and its customer pays once",
          when: [
            { query: AGAIN, is: { atLeast: 2 } },
            { query: CHARGES, is: { equals: 1 } },
          ],
        },
        {
          id: "twice",
          text: "It is done again, and its customer pays twice",
          when: [
            { query: AGAIN, is: { atLeast: 2 } },
            { query: CHARGES, is: { equals: 2 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The charge is made, the reply is not sent, and the job is not acknowledged. The next step is the queue's, with an orchestrator or without one.",
    },
    segments: [
      {
        at: { type: "job-delivered", where: { queue: "payment", attempt: 2 } },
        says: "The job is delivered again, to the restarted worker. It sends the same idempotency key.",
      },
    ],
    happened: [
      {
        text: "The three jobs took {messages} messages and {writes} writes to a store. The first reply came after {waited}.",
        figures: { messages: { query: MESSAGES }, writes: { query: WRITES }, waited: { query: WAITED, as: "ms" } },
      },
    ],
    why: [
      "A queue keeps a job until a worker has done it. One step needs no more: there is no crash between two steps where there is only one.",
      "An orchestrator keeps the order of steps. Here there is no order to keep. It adds a queue of events, a queue of deadlines, two stores and a process that can fail, and it brings the same result later.",
      "So: one step, a queue. Several steps, each of which may fail after another one has happened: an orchestrator.",
    ],
    next: {
      variant: "orchestrated",
      text: "Do the same three jobs with an orchestrator.",
      prediction: {
        question: "An orchestrator owns the same three jobs. How many messages do they take then?",
        choices: [
          { id: "same", text: "6 messages, as before", when: { query: MESSAGES, is: { equals: 6 } } },
          { id: "double", text: "12 messages or more", when: { query: MESSAGES, is: { atLeast: 12 } } },
          { id: "some", text: "7 to 11 messages", when: { query: MESSAGES, is: { atLeast: 7, atMost: 11 } } },
        ],
      },
    },
    challenge: {
      task: "Bring the reply to renewal-2 within 1.6 seconds although its worker crashes, with no more than 6 messages.",
      checks: [
        {
          says: "The reply to renewal-2 comes within 1.6 seconds.",
          check: { kind: "figure", query: WAITED_SECOND, is: { atLeast: 1, atMost: 1_600 } },
        },
        { says: "There are 6 messages.", check: { kind: "figure", query: MESSAGES, is: { equals: 6 } } },
        { says: "Each customer pays once.", check: { kind: "ledger", actual: "equals-expected" } },
      ],
      hints: [
        "After the crash two things take time: the queue waits for the acknowledgement, and the worker is down.",
        "The slower of the two decides. Turn both knobs.",
      ],
      solution: {
        variant: "queue",
        knobs: { "ack-wait": 500, restart: 250 },
        text: "A short visibility timeout and a quick restart. The queue does the rest, and no orchestrator is needed.",
      },
      mistake: {
        variant: "queue",
        knobs: { "ack-wait": 500 },
        text: "The queue is ready to deliver the job again, but the only worker is still down.",
      },
    },
    remember: [
      "One step needs a queue and an idempotency key, and no orchestrator.",
      "An orchestrator owns the order of several steps. With one step there is nothing to own.",
      "Each tool costs messages, writes, time, and one more thing that can fail.",
    ],
    reading: [
      { title: "Workflows, in the Temporal documentation", url: "https://docs.temporal.io/workflows" },
      {
        title: "Basic Amazon SQS architecture, in the Amazon SQS documentation",
        url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-architecture.html",
      },
    ],
  },
};
