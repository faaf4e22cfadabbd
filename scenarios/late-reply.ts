import type { ScenarioSource } from "../engine/scenario/schema.ts";

const late = { count: { type: "reply-late" } } as const;

export const lateReply: ScenarioSource = {
  id: "late-reply",
  title: "The answer that came too late",
  shows: "The asker gives up; the answer arrives afterwards and matches nothing that waits.",
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
      meaning: "How long the asker waits for an answer.",
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
      says: "Both answers arrive after their asker has given up.",
      check: { kind: "figure", query: late, is: { equals: 2 } },
      within: { timeout: [1_500] },
    },
    {
      id: "patience-helps",
      says: "With more patience both are in time.",
      check: { kind: "figure", query: { count: { type: "reply-received" } }, is: { equals: 2 } },
      within: { timeout: [5_000] },
    },
  ],
  lesson: {
    picture: [{ shape: "requester" }, { sign: "hourglass" }, { token: "reply", of: "1" }],
    situation: [
      "A web server asks for two reports and waits 1.5 seconds for each. Making a report takes two seconds.",
      "Nobody tells the worker that the asker has given up. It finishes its work and answers as agreed.",
    ],
    tryFirst: "Commit your prediction, then press play and look at the reply queue after the timeouts.",
    prediction: {
      question: "What becomes of the answers?",
      choices: [
        {
          id: "none",
          text: "There are none: a timeout stops the work",
          when: { query: { count: { type: "reply-sent" } }, is: { equals: 0 } },
        },
        { id: "late", text: "They arrive, and match nothing that waits", when: { query: late, is: { atLeast: 1 } } },
        {
          id: "fine",
          text: "They arrive in time",
          when: { query: { count: { type: "reply-received" } }, is: { atLeast: 2 } },
        },
      ],
    },
    decisive: { at: { type: "request-timed-out" }, says: "The asker has given up. The worker has not heard of it." },
    happened: [
      {
        text: "{timeouts} requests timed out; {sent} answers were sent, {late} of them came too late.",
        figures: {
          timeouts: { query: { count: { type: "request-timed-out" } } },
          sent: { query: { count: { type: "reply-sent" } } },
          late: { query: late },
        },
      },
    ],
    why: [
      "A timeout is a decision of one side only. The work goes on and its answer arrives; what the asker has told its customer meanwhile may contradict it.",
      "So late answers must be expected: recognised by their correlation id, recorded, and, where money is involved, acted upon.",
    ],
    next: { knob: "timeout", value: 5_000, text: "Wait five seconds instead." },
  },
};
