import type { ScenarioSource } from "../engine/scenario/schema.ts";

export const lifeOfAMessage: ScenarioSource = {
  id: "life-of-a-message",
  title: "The life of a message",
  shows:
    "A message is stored, given to one worker, acknowledged and deleted; without the acknowledgement it comes back.",
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
      meaning: "How long the queue waits for a word from the worker before it gives the message to another.",
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
    { id: "acknowledged", title: "Every message is acknowledged" },
    {
      id: "un-acknowledged",
      title: "One worker dies before its acknowledgement",
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
      says: "The message is sent, delivered, worked on, acknowledged, and the acknowledgement is confirmed, in this order.",
      check: {
        kind: "journey",
        job: "letter-1",
        steps: ["job-sent", "job-delivered", "job-started", "job-ack-sent", "job-acked"],
      },
    },
    {
      id: "deleted-on-ack",
      says: "The queue keeps nothing of what was acknowledged.",
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
      says: "A message without an acknowledgement comes back.",
      check: { kind: "came-back", queue: "letters" },
      variants: ["un-acknowledged"],
    },
  ],
  lesson: {
    picture: [{ shape: "tube" }, { token: "job", of: "1" }, { shape: "worker" }],
    situation: [
      "A writer puts letters into a queue. Two workers wait at it. Nobody tells the queue which worker is to have which letter.",
      "The queue stores a letter, gives it to one worker, and waits for a word: the acknowledgement, or 'ack'. Only then does it delete the letter.",
    ],
    tryFirst:
      "Press play and follow one circle from the writer to a worker; then watch the small mark that travels back.",
    prediction: {
      question: "When all three letters have been acknowledged, how many does the queue still hold?",
      choices: [
        {
          id: "three",
          text: "Three: a queue keeps what was sent",
          when: { query: { last: "stored", of: { type: "queue-observed" } }, is: { atLeast: 3 } },
        },
        {
          id: "one",
          text: "One: the last letter stays until the next one comes",
          when: { query: { last: "stored", of: { type: "queue-observed" } }, is: { atLeast: 1 } },
        },
        {
          id: "none",
          text: "None: each acknowledgement deleted its letter",
          when: { query: { last: "stored", of: { type: "queue-observed" } }, is: { equals: 0 } },
        },
      ],
    },
    decisive: {
      at: { type: "job-ack-sent" },
      says: "The work is done and the acknowledgement has just left the worker. The letter is still in the queue until it arrives.",
    },
    happened: [
      {
        text: "{sent} letters were sent, and the queue confirmed {stored} as stored.",
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
        text: "Asked at the end, the server said that the queue held {left}.",
        figures: { left: { query: { last: "stored", of: { type: "queue-observed" } } } },
      },
    ],
    why: [
      "A work queue is a list of open work. Delivery lends a message to a worker; the acknowledgement says 'done', and the queue forgets it. That is what sets a queue apart from a log, which keeps everything.",
      "The acknowledgement is itself a message. Until it has arrived the queue must assume that the work is not done, so a worker that falls silent gets its letter taken away.",
    ],
    next: { knob: "workers", value: 1, text: "Leave only one worker: does anything get lost?" },
  },
};
