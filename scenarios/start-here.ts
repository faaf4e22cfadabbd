import type { ScenarioSource } from "../engine/scenario/schema.ts";

const sent = { distinct: "job", of: { type: "job-acked" } } as const;
/** How long the shop needed to hand over its five mails. */
const shopTook = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-sent" } } } as const;
const firstWaited = {
  elapsedMs: {
    from: { type: "job-stored", where: { job: "mail-1" } },
    to: { type: "job-delivered", where: { job: "mail-1" } },
  },
} as const;
const deliveriesOfThree = { count: { type: "job-delivered", where: { job: "mail-3" } } } as const;
const allTook = { elapsedMs: { from: { type: "job-sent" }, to: { type: "job-acked" } } } as const;
const crashes = { count: { type: "actor-crashed" } } as const;

export const startHere: ScenarioSource = {
  id: "start-here",
  title: "What is a queue? A shop, its mails, and a mailer that is down",
  shows: "A shop wants to send five mails while the mail program is down. What becomes of them, and of the shop?",
  seed: 2,
  hopMs: 60,
  limitMs: 30_000,
  queues: [{ name: "mails", ackWaitMs: 1_500 }],
  producers: [{ name: "shop", queue: "mails", jobName: "mail", jobs: 5, everyMs: 500 }],
  workers: [
    {
      name: "mailer",
      queue: "mails",
      handler: { kind: "work", serviceMs: [200, 300] },
      startMs: 3_000,
      restartAfterMs: 1_000,
    },
  ],
  knobs: [
    {
      kind: "number",
      id: "down",
      title: "The mailer is down for",
      meaning: "How long it takes until the mail program is there.",
      path: "workers.mailer.startMs",
      min: 1_000,
      max: 6_000,
      step: 1_000,
      unit: "ms",
    },
    {
      kind: "number",
      id: "mailers",
      title: "Mailers",
      meaning: "How many mail programs take mails from the queue.",
      path: "workers.mailer.count",
      min: 1,
      max: 4,
    },
  ],
  variants: [
    { id: "late", title: "The mailer comes late" },
    {
      id: "late-and-crash",
      title: "The mailer comes late, and crashes once",
      set: { faults: [{ kind: "crash", at: { job: "mail-3", attempt: 1, point: "before-ack" } }] },
    },
  ],
  claims: [
    {
      id: "all-sent",
      says: "Every mail is sent in the end.",
      check: { kind: "queue-empty", queue: "mails" },
      within: { down: { atLeast: 1_000 }, mailers: { atLeast: 1 } },
    },
    {
      id: "shop-does-not-wait",
      says: "The shop does not wait for the mailer.",
      check: { kind: "figure", query: shopTook, is: { atMost: 2_400 } },
      within: { down: { atLeast: 1_000 }, mailers: { atLeast: 1 } },
    },
    {
      id: "mails-wait",
      says: "The first mail waits until the mailer is there.",
      check: { kind: "figure", query: firstWaited, is: { atLeast: 1_000 } },
    },
    {
      id: "comes-back",
      says: "The mail of the crashed mailer is delivered again.",
      check: { kind: "came-back", queue: "mails" },
      variants: ["late-and-crash"],
      within: { down: { atLeast: 1_000 }, mailers: { atLeast: 1 } },
    },
  ],
  lesson: {
    picture: [{ shape: "requester" }, { shape: "tube", full: true }, { shape: "worker", is: "paused" }],
    situation: [
      "A web shop used to do everything while its customer waits: take the order, charge the card, send the mail. When the mail program was slow, the customer waited. When it was down, the order failed.",
      {
        text: "So the shop now writes 'send this mail' on a note and puts the note into a queue. A mailer takes notes from the queue and sends the mails. Today the mailer is down for the first {down}, and the shop has {mails} mails to send.",
        figures: {
          down: { setting: "workers.mailer.startMs", as: "ms" },
          mails: { setting: "producers.shop.jobs" },
        },
      },
      {
        text: "Later the mailer crashes once, while it has mail-3.",
        when: { query: crashes, is: { atLeast: 1 } },
      },
    ],
    tryFirst: "Choose an answer, say how sure you are, and commit. Then press play and watch the tube in the middle.",
    prediction: {
      question: "The mailer is down at first. What becomes of the mails of that time?",
      choices: [
        { id: "lost", text: "They are lost: the queue has no worker yet", when: { query: sent, is: { atMost: 4 } } },
        {
          id: "shop-waits",
          text: "They stay in the shop, which has to wait",
          when: [
            { query: sent, is: { atLeast: 5 } },
            { query: shopTook, is: { atLeast: 2_401 } },
          ],
        },
        {
          id: "queue-keeps",
          text: "They stay in the queue, and the shop goes on",
          when: [
            { query: sent, is: { atLeast: 5 } },
            { query: shopTook, is: { atMost: 2_400 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "job-stored" },
      nth: 3,
      says: "Three mails are in the queue, and nobody is there to take them. The shop has gone on.",
    },
    segments: [
      {
        at: { type: "job-delivered", where: { job: "mail-1" } },
        says: "The mailer is there, and gets the oldest mail first.",
      },
    ],
    happened: [
      {
        text: "The shop handed over its mails within {shop}, and did not wait for the mailer.",
        figures: { shop: { query: shopTook, as: "ms" } },
      },
      {
        text: "mail-1 waited {waited} in the queue. In the end {sent} mails were sent.",
        figures: { waited: { query: firstWaited, as: "ms" }, sent: { query: sent } },
      },
      {
        text: "The mailer crashed with mail-3, and the queue delivered mail-3 again: {deliveries} deliveries in all.",
        figures: { deliveries: { query: deliveriesOfThree } },
        when: { query: crashes, is: { atLeast: 1 } },
      },
    ],
    why: [
      "A queue stores messages until somebody has done the work that they ask for. The sender and the worker need not be there at the same time, and need not be equally fast.",
      "What is stored in a queue is called a message. Who puts it there is a producer, and who takes it out is a worker, or consumer.",
    ],
    next: {
      variant: "late-and-crash",
      text: "Let the mailer crash once, when it has sent mail-3 but has not told the queue so.",
      prediction: {
        question: "The mailer crashes while it has mail-3. What becomes of mail-3?",
        choices: [
          {
            id: "again",
            text: "The queue delivers it again later",
            when: [
              { query: sent, is: { equals: 5 } },
              { query: deliveriesOfThree, is: { atLeast: 2 } },
            ],
          },
          { id: "lost", text: "It is lost together with the mailer", when: { query: sent, is: { atMost: 4 } } },
          {
            id: "once",
            text: "It is done, and nothing is repeated",
            when: [
              { query: sent, is: { equals: 5 } },
              { query: deliveriesOfThree, is: { atMost: 1 } },
            ],
          },
        ],
      },
    },
    challenge: {
      task: "The mailer stays down for 3 seconds. Get all five mails sent within 4.5 seconds after the first was put into the queue.",
      checks: [
        {
          says: "mail-1 waits at least 2 seconds, because the mailer is down.",
          check: { kind: "figure", query: firstWaited, is: { atLeast: 2_000 } },
        },
        {
          says: "All five mails are sent within 4.5 seconds.",
          check: { kind: "figure", query: allTook, is: { atLeast: 1, atMost: 4_500 } },
        },
      ],
      hints: [
        "Five mails wait when the mailer comes, and it sends one after the other.",
        "The queue does not mind how many take from it.",
      ],
      solution: {
        variant: "late",
        knobs: { mailers: 4 },
        text: "Start four mailers. Each takes a mail, and the shop does not even know how many there are.",
      },
      mistake: {
        variant: "late",
        knobs: { down: 1_000 },
        text: "The mails are sent in time, but the mailer is not down for 3 seconds any more.",
      },
    },
    remember: [
      "A queue stores messages until somebody has done the work.",
      "Sender and worker need not be there at the same time.",
      "If the worker crashes, the queue delivers the message again.",
    ],
    reading: [
      {
        title: "Introduction to messaging, in Enterprise Integration Patterns",
        url: "https://www.enterpriseintegrationpatterns.com/patterns/messaging/Introduction.html",
      },
      { title: "What is RabbitMQ?, in its tutorials", url: "https://www.rabbitmq.com/tutorials" },
    ],
  },
};
