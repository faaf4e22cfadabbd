import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

const effects = (effect: string) => ({ count: { type: "effect-applied", where: { effect, job: "order-2" } } }) as const;
const untilMail = {
  elapsedMs: {
    from: { type: "actor-crashed" },
    to: { type: "effect-applied", where: { effect: "notify", job: "order-2" } },
  },
} as const;
const ended = { count: { type: "flow-ended", where: { flow: "order-2" } } } as const;

export const glueCoordinatorCrash: ScenarioSource = {
  id: "glue-coordinator-crash",
  title: "Crash between two publishes: the coordinator sends one of two commands",
  shows: "The coordinator must send two commands and crashes after the first. What becomes of the order?",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "order-2-notify", point: "before-publish" } }],
  knobs: [
    {
      kind: "choice",
      id: "reply-wait",
      title: "Visibility timeout of replies",
      meaning: "How long the reply queue waits for the coordinator's acknowledgement before it delivers a reply again.",
      path: "flow.replyAckWaitMs",
      options: [
        { value: 1_500, title: "1.5 s" },
        { value: 3_000, title: "3 s" },
        { value: 5_000, title: "5 s" },
      ],
    },
  ],
  variants: levels({ "flows-end": 2, "orders-right": 2, "replies-match": 1 }),
  claims: damageEnds(
    3,
    { "order-2": ["not-notified", "stuck"] },
    "order-2 was paid and shipped, its mail was never sent, and nobody notices.",
  ),
  lesson: {
    picture: [
      { shape: "coordinator", is: "dead" },
      { column: [{ token: "job", of: "order-2-ship" }, { shape: "missing" }] },
      { stack: [{ shape: "worker" }, { shape: "worker" }] },
    ],
    situation: [
      "order-2 is paid. The coordinator has two commands to send: ship the parcel, and send the mail. It sends the first one and crashes.",
      "It is started again a second later. It had not acknowledged the reply that it was working on, so the reply is delivered again.",
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses at the crash.",
    prediction: {
      question: "What becomes of order-2?",
      choices: [
        {
          id: "half",
          text: "The parcel leaves, and the mail is never sent",
          when: [
            { query: effects("ship"), is: { atLeast: 1 } },
            { query: effects("notify"), is: { equals: 0 } },
          ],
        },
        {
          id: "both",
          text: "The parcel leaves, and the mail is sent later",
          when: [
            { query: effects("ship"), is: { atLeast: 1 } },
            { query: effects("notify"), is: { atLeast: 1 } },
          ],
        },
        {
          id: "none",
          text: "No parcel leaves, and the order is cancelled",
          when: { query: effects("ship"), is: { equals: 0 } },
        },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "A crash between two publishes: one command is in its queue, the other one was never sent.",
    },
    segments: [
      {
        at: { type: "actor-started", where: { actor: "coordinator-1" } },
        nth: 2,
        says: "The coordinator is back. What it knew of order-2 was in its memory, and is gone.",
      },
    ],
    happened: [
      {
        text: "{parcels} parcel of order-2 left, and {mails} mails were sent.",
        figures: { parcels: { query: effects("ship") }, mails: { query: effects("notify") } },
      },
      {
        text: "The coordinator never saw order-2 end, and it never noticed that something is missing.",
        when: { query: ended, is: { equals: 0 } },
      },
      {
        text: "The coordinator saw order-2 end.",
        when: { query: ended, is: { atLeast: 1 } },
      },
    ],
    why: [
      "The queue did its part: it delivered the reply again. But the restarted coordinator has forgotten the order (levels 0 and 1), or finds in its table that this step is done, and does nothing (level 2).",
      "No queue knows that a mail is missing, because a message that was never sent is in no queue. Only a process that looks for overdue steps finds it: a stored deadline and a sweeper (level 3).",
    ],
    next: {
      variant: "level-3",
      text: "Give the coordinator stored deadlines and a sweeper.",
      prediction: {
        question:
          "Level 3 stores a deadline for each step, and a sweeper looks for overdue ones. When is the mail of order-2 sent?",
        choices: [
          { id: "never", text: "Never: the command was not sent", when: { query: untilMail, is: { equals: 0 } } },
          {
            id: "soon",
            text: "Up to one second after the crash",
            when: { query: untilMail, is: { atLeast: 1, atMost: 1_000 } },
          },
          { id: "late", text: "Over one second after the crash", when: { query: untilMail, is: { atLeast: 1_001 } } },
        ],
      },
    },
    challenge: {
      task: "Get the mail of order-2 out within 2.5 seconds after the crash, and let every order come out right.",
      checks: [
        {
          says: "The mail is sent within 2.5 seconds after the crash.",
          check: { kind: "figure", query: untilMail, is: { atLeast: 1, atMost: 2_500 } },
        },
        { says: "Every order comes out right.", check: { kind: "orders", damaged: {} } },
      ],
      hints: [
        "Two things can bring order-2 on: an overdue step, or the reply that is delivered again.",
        "Glue of level 3 ignores the repeated reply, because its table says that the step is done. Which design takes its next step from what it has stored?",
      ],
      solution: {
        variant: "orchestrated",
        knobs: { "reply-wait": 1_500 },
        text: "Let an orchestrator own the order, and let the reply come again after 1.5 seconds. It stores a step only together with what the step must send, so the repeated reply brings the missing command.",
      },
      mistake: {
        variant: "level-3",
        knobs: { "reply-wait": 1_500 },
        text: "The reply comes again sooner, but level 3 has noted the step as done and does nothing. It still waits for the deadline.",
      },
    },
    remember: [
      "A crash between two sends leaves one message sent and the other one never sent.",
      "No queue misses a message that was never sent.",
      "Store what is still to be done, with a deadline, before you act: that is what an orchestrator does.",
    ],
    reading: [
      {
        title: "Transactional outbox, on microservices.io",
        url: "https://microservices.io/patterns/data/transactional-outbox.html",
      },
      {
        title: "Process Manager, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/ProcessManager.html",
      },
    ],
  },
};
