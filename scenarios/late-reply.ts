import type { ScenarioSource } from "../engine/scenario/schema.ts";

const late = { count: { type: "reply-late" } } as const;

const received = { count: { type: "reply-received" } } as const;
const sent = { count: { type: "reply-sent" } } as const;
const timedOut = { count: { type: "request-timed-out" } } as const;

export const lateReply: ScenarioSource = {
  id: "late-reply",
  title: "Timeout and late reply: the requester stops waiting",
  shows: "A web server waits 1.5 seconds for a report that takes two. What becomes of the work and of the reply?",
  seed: 2,
  hopMs: 100,
  limitMs: 30_000,
  queues: [{ name: "reports", ackWaitMs: 6_000 }],
  requesters: [{ name: "web", queue: "reports", requestName: "report", requests: 2, everyMs: 700, timeoutMs: 1_500 }],
  workers: [{ name: "worker", count: 2, queue: "reports", handler: { kind: "work", serviceMs: 2_000 } }],
  knobs: [
    {
      kind: "choice",
      id: "timeout",
      title: "Timeout",
      meaning: "How long the requester waits for a reply.",
      path: "requesters.web.timeoutMs",
      options: [
        { value: 1_500, title: "1.5 s" },
        { value: 5_000, title: "5 s" },
      ],
    },
  ],
  claims: [
    {
      id: "answers-come-late",
      says: "Both replies arrive after the requester has stopped waiting.",
      check: { kind: "figure", query: late, is: { equals: 2 } },
      within: { timeout: [1_500] },
    },
    {
      id: "patience-helps",
      says: "With a longer timeout both replies are in time.",
      check: { kind: "figure", query: { count: { type: "reply-received" } }, is: { equals: 2 } },
      within: { timeout: [5_000] },
    },
  ],
  lesson: {
    picture: [{ shape: "requester" }, { sign: "hourglass" }, { token: "reply", of: "1" }],
    situation: [
      {
        text: "A web server requests two reports and waits {timeout} for each. Making a report takes two seconds.",
        figures: { timeout: { setting: "requesters.web.timeoutMs", as: "ms" } },
      },
      "The worker does not know how long the web server waits.",
    ],
    tryFirst: "Commit to a prediction, then press play and look at the reply queue.",
    prediction: {
      question: "What becomes of the two replies?",
      choices: [
        {
          id: "late",
          text: "They arrive, and nobody needs them",
          when: { query: late, is: { equals: 2 } },
        },
        { id: "none", text: "They are never sent: the work stops", when: { query: sent, is: { equals: 0 } } },
        {
          id: "fine",
          text: "They arrive before the timeout",
          when: [
            { query: sent, is: { atLeast: 1 } },
            { query: received, is: { equals: 2 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "request-timed-out" },
      says: "The web server has stopped waiting. The worker does not know it.",
    },
    happened: [
      {
        text: "{timeouts} requests timed out. {sent} replies were sent.",
        figures: { timeouts: { query: timedOut }, sent: { query: sent } },
      },
      {
        text: "{late} replies arrived after the timeout of their request.",
        figures: { late: { query: late } },
        when: { query: late, is: { atLeast: 1 } },
      },
      {
        text: "{received} replies arrived in time.",
        figures: { received: { query: received } },
        when: { query: received, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A timeout is a decision of one side only. The work goes on, and its reply arrives. It may contradict what the web server has told its customer in the meantime.",
      "So expect late replies: recognise them by their correlation id, record them and, where money is involved, act on them.",
    ],
    next: { knob: "timeout", value: 5_000, text: "Wait five seconds instead." },
  },
};
