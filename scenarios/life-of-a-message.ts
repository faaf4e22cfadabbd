import type { ScenarioSource } from "../engine/scenario/schema.ts";

const AGAIN = { distinct: "job", of: { type: "job-delivered", where: { attempt: { atLeast: 2 } } } } as const;
const deliveriesOfTwo = { count: { type: "job-delivered", where: { job: "letter-2" } } } as const;
/** What the server said when it was last asked. */
const stored = { last: "stored", of: { type: "queue-observed" } } as const;

export const lifeOfAMessage: ScenarioSource = {
  id: "life-of-a-message",
  title: "Message lifecycle: send, deliver, acknowledge",
  shows: "Three messages go through a queue. When does the queue store one, and when does it let go of it?",
  seed: 11,
  hopMs: 150,
  limitMs: 20_000,
  queues: [{ name: "letters", ackWaitMs: 2_000 }],
  producers: [{ name: "writer", queue: "letters", jobName: "letter", jobs: 3, everyMs: 900 }],
  workers: [
    { name: "worker", count: 2, queue: "letters", handler: { kind: "work", serviceMs: 600 }, restartAfterMs: 1_500 },
  ],
  faults: [],
  knobs: [
    {
      kind: "number",
      id: "ack-wait",
      title: "Visibility timeout",
      meaning:
        "How long the queue waits for the acknowledgement before it delivers the message again (JetStream: ack_wait).",
      path: "queues.letters.ackWaitMs",
      min: 500,
      max: 6_000,
      step: 500,
      unit: "ms",
    },
    {
      kind: "number",
      id: "workers",
      title: "Workers",
      meaning: "How many workers share the queue.",
      path: "workers.worker.count",
      min: 1,
      max: 4,
    },
  ],
  variants: [
    { id: "acknowledged", title: "No worker crashes" },
    {
      id: "un-acknowledged",
      title: "One worker crashes before its acknowledgement",
      set: { faults: [{ kind: "crash", at: { job: "letter-2", attempt: 1, point: "before-ack" } }] },
    },
  ],
  claims: [
    {
      id: "stored-first",
      says: "The queue confirms to the sender that it has stored the message.",
      check: { kind: "journey", job: "letter-1", steps: ["job-sent", "job-stored"] },
    },
    {
      id: "whole-life",
      says: "A message is sent, delivered, worked on and acknowledged, and the acknowledgement is confirmed, in this order.",
      check: {
        kind: "journey",
        job: "letter-1",
        steps: ["job-sent", "job-delivered", "job-started", "job-ack-sent", "job-acked"],
      },
    },
    {
      id: "deleted-on-ack",
      says: "The queue keeps no message that was acknowledged.",
      check: { kind: "queue-empty", queue: "letters" },
    },
    {
      id: "one-worker",
      says: "Each message goes to one worker.",
      check: { kind: "one-worker-each", queue: "letters" },
      variants: ["acknowledged"],
      within: { workers: { atLeast: 1 } },
    },
    {
      id: "un-acked-returns",
      says: "A message without an acknowledgement is delivered again.",
      check: { kind: "came-back", queue: "letters" },
      variants: ["un-acknowledged"],
    },
  ],
  lesson: {
    picture: [{ shape: "tube" }, { token: "job", of: "1" }, { shape: "worker" }],
    situation: [
      {
        text: "A writer sends three letters to a queue, and {workers} workers wait there. The sender does not say which worker is to get which letter.",
        figures: { workers: { setting: "workers.worker.count" } },
      },
      "The queue stores a letter and delivers it to one worker. When the work is done, the worker sends an acknowledgement (an 'ack') back to the queue.",
      {
        text: "One worker crashes after its work on letter-2, before it can acknowledge it.",
        when: { query: { count: { type: "actor-crashed" } }, is: { atLeast: 1 } },
      },
    ],
    tryFirst:
      "Commit to a prediction and press play. Follow one circle from the writer to a worker, and then the small mark that travels back.",
    prediction: {
      question: "All three letters have been acknowledged. How many does the queue still hold?",
      choices: [
        { id: "three", text: "Three: a queue keeps what was sent to it", when: { query: stored, is: { equals: 3 } } },
        { id: "none", text: "None: an acknowledged letter is deleted", when: { query: stored, is: { equals: 0 } } },
        {
          id: "one",
          text: "One: the last letter stays until another comes",
          when: { query: stored, is: { atLeast: 1, atMost: 2 } },
        },
      ],
    },
    decisive: {
      at: { type: "job-ack-sent" },
      says: "The work is done, and the acknowledgement has just left the worker. Until it arrives, the letter is still in the queue.",
    },
    segments: [
      {
        at: { type: "job-stored" },
        says: "The queue has stored the first letter, and tells its writer so. From now on the letter is the queue's to keep.",
      },
      { at: { type: "job-acked" }, says: "The acknowledgement has arrived, and the queue has deleted the letter." },
    ],
    happened: [
      {
        text: "{sent} letters were sent, and the queue confirmed {stored} of them as stored.",
        figures: {
          sent: { query: { count: { type: "job-sent" } } },
          stored: { query: { count: { type: "job-stored" } } },
        },
      },
      {
        text: "There were {deliveries} deliveries to {workers} workers, and {acked} confirmed acknowledgements.",
        figures: {
          deliveries: { query: { count: { type: "job-delivered" } } },
          workers: { query: { distinct: "actor", of: { type: "job-delivered" } } },
          acked: { query: { count: { type: "job-acked" } } },
        },
      },
      {
        text: "{again} letters were delivered again, because no acknowledgement had come before the visibility timeout.",
        figures: { again: { query: AGAIN } },
        when: { query: AGAIN, is: { atLeast: 1 } },
      },
      {
        text: "At the end, the server said that the queue held {left} letters.",
        figures: { left: { query: stored } },
      },
    ],
    why: [
      "A work queue is a list of open work. A delivery lends a message to one worker for a limited time. The acknowledgement says 'done', and the queue deletes the message. A log is different: it keeps every message, read or not.",
      "The acknowledgement is itself a message. Until it arrives, the queue must assume that the work is not done. If it does not arrive within the visibility timeout, the queue delivers the message again.",
    ],
    next: {
      variant: "un-acknowledged",
      text: "Let one worker crash after its work, before its acknowledgement leaves.",
      prediction: {
        question:
          "A worker crashes after its work on letter-2, before its acknowledgement. How often is letter-2 delivered?",
        choices: [
          { id: "twice", text: "Twice: no acknowledgement came", when: { query: deliveriesOfTwo, is: { equals: 2 } } },
          { id: "once", text: "Once: the work on it was done", when: { query: deliveriesOfTwo, is: { equals: 1 } } },
          { id: "thrice", text: "Three times: to every worker", when: { query: deliveriesOfTwo, is: { atLeast: 3 } } },
        ],
      },
    },
    challenge: {
      task: "Make the queue deliver a letter a second time, although no worker crashes.",
      checks: [
        {
          says: "No worker crashes.",
          check: { kind: "figure", query: { count: { type: "actor-crashed" } }, is: { equals: 0 } },
        },
        { says: "A letter is delivered again.", check: { kind: "figure", query: AGAIN, is: { atLeast: 1 } } },
      ],
      hints: [
        "The queue does not see whether a worker is alive. What does it wait for?",
        "The work takes 600 ms. How long does the queue wait for the acknowledgement?",
      ],
      solution: {
        variant: "acknowledged",
        knobs: { "ack-wait": 500 },
        text: "Set the visibility timeout to 500 ms. The work takes longer, so the queue takes a healthy worker for a dead one.",
      },
      mistake: {
        variant: "un-acknowledged",
        knobs: {},
        text: "A letter is delivered again, but because a worker crashed. Keep every worker alive.",
      },
    },
    remember: [
      "A queue stores a message, delivers it to one worker, and deletes it when the acknowledgement arrives.",
      "A delivery is not the end: without an acknowledgement the message comes again.",
      "The queue knows only what was acknowledged. It does not see workers.",
    ],
    reading: [
      {
        title: "Consumers and acknowledgements, in the NATS documentation",
        url: "https://docs.nats.io/nats-concepts/jetstream/consumers",
      },
      {
        title: "Consumer acknowledgements and publisher confirms, in the RabbitMQ documentation",
        url: "https://www.rabbitmq.com/docs/confirms",
      },
    ],
  },
};
