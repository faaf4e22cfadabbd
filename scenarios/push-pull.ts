import type { ScenarioSource } from "../engine/scenario/schema.ts";

const polls = { count: { type: "queue-polled" } } as const;
const firstWait = {
  elapsedMs: {
    from: { type: "job-stored", where: { job: "alarm-1" } },
    to: { type: "job-delivered", where: { job: "alarm-1" } },
  },
} as const;

export const pushPull: ScenarioSource = {
  id: "push-pull",
  title: "Who asks whom, and how often",
  shows:
    "Asking now and then costs either questions or waiting; a request that waits at the queue costs neither, and a credit lets jobs come ahead.",
  seed: 18,
  hopMs: 40,
  limitMs: 30_000,
  queues: [{ name: "alarms", ackWaitMs: 5_000 }],
  producers: [{ name: "sensor", queue: "alarms", jobName: "alarm", jobs: 4, everyMs: 900, startMs: 700 }],
  workers: [{ name: "guard", queue: "alarms", handler: { kind: "work", serviceMs: [80, 120] } }],
  knobs: [
    {
      kind: "choice",
      id: "poll",
      title: "The worker asks",
      meaning: "It waits at the queue for the next job (long polling), or asks so often (short polling).",
      path: "workers.guard.pollEveryMs",
      options: [
        { value: null, title: "once, and waits for the answer" },
        { value: 100, title: "every 0.1 s" },
        { value: 500, title: "every 0.5 s" },
        { value: 1500, title: "every 1.5 s" },
      ],
    },
    {
      kind: "number",
      id: "credit",
      title: "Credit beyond the job in hand",
      meaning: "How many jobs the queue may send ahead (prefetch): close to push.",
      path: "workers.guard.prefetch",
      min: 0,
      max: 5,
    },
  ],
  variants: [
    { id: "long-polling", title: "It waits at the queue" },
    { id: "short-polling", title: "It asks every half second", set: { "workers.guard.pollEveryMs": 500 } },
    { id: "credit", title: "The queue may send five ahead", set: { "workers.guard.prefetch": 5 } },
  ],
  claims: [
    {
      id: "no-idle-questions",
      says: "Who waits at the queue asks nothing in vain.",
      check: { kind: "figure", query: polls, is: { equals: 0 } },
      variants: ["long-polling", "credit"],
      within: { poll: [null], credit: { atLeast: 0 } },
    },
    {
      id: "at-once",
      says: "An alarm is with the worker at once.",
      check: { kind: "figure", query: firstWait, is: { atMost: 200 } },
      variants: ["long-polling", "credit"],
      within: { poll: [null], credit: { atLeast: 0 } },
    },
    {
      id: "asks-in-vain",
      says: "Who asks now and then asks in vain most of the time.",
      check: { kind: "figure", query: polls, is: { atLeast: 4 } },
      variants: ["short-polling"],
      within: { poll: [100, 500], credit: { atMost: 0 } },
    },
    {
      id: "all-done",
      says: "Every alarm is seen to, once.",
      check: { kind: "one-worker-each", queue: "alarms" },
      within: { poll: [null, 100, 500, 1500], credit: { atLeast: 0 } },
    },
  ],
  lesson: {
    picture: [{ shape: "tube" }, { sign: "question", tone: "doubt" }, { shape: "worker" }],
    situation: [
      "Alarms are rare, and should be seen to at once. A queue does not know its workers: how does an alarm find one?",
      "The worker asks. It can leave its question at the queue, which answers as soon as there is something (long polling). It can ask, hear 'nothing', and ask again later (short polling). Or it grants a credit of several jobs that may be sent ahead of its asking, as push does.",
    ],
    tryFirst: "Commit your prediction, then press play.",
    prediction: {
      question: "How often does the worker ask in vain?",
      choices: [
        {
          id: "never",
          text: "Never: its question waits for the next alarm",
          when: { query: polls, is: { equals: 0 } },
        },
        { id: "often", text: "More often than there are alarms", when: { query: polls, is: { atLeast: 4 } } },
        { id: "sometimes", text: "Once or twice", when: { query: polls, is: { atMost: 3 } } },
      ],
    },
    decisive: {
      at: { type: "job-delivered" },
      nth: 2,
      says: "The second alarm is with the worker. How long did it lie in the queue?",
    },
    happened: [
      {
        text: "The worker asked {polls} times in vain. alarm-1 was with it {wait} after it was stored.",
        figures: { polls: { query: polls }, wait: { query: firstWait, as: "ms" } },
      },
    ],
    why: [
      "With pull the worker sets the pace: it asks when its hands are free, so it is never flooded. Long polling makes that as quick as push. Short polling pays for an idle queue: ask often, and most questions are in vain; ask seldom, and jobs wait.",
      "A credit sends jobs ahead, so that the way to the queue is not waited for each time. It is worth it for short jobs, and what is sent ahead is lent to this worker alone.",
    ],
    next: { knob: "poll", value: 1500, text: "Ask every 1.5 seconds only: how long do alarms wait then?" },
  },
};
