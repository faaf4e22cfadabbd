import type { ScenarioSource } from "../engine/scenario/schema.ts";

const orphans = { count: { type: "reply-orphaned" } } as const;
const answersSent = { count: { type: "reply-sent" } } as const;
const answered = { count: { type: "reply-received" } } as const;
const charges = { count: { type: "effect-applied" } } as const;

/** Every reply that reached the web server's reply queue. */
const toWeb = { count: { type: "job-delivered", where: { queue: "web-replies" } } } as const;

export const messageTaxonomy: ScenarioSource = {
  id: "message-taxonomy",
  title: "Command, query and event: three kinds of message",
  shows: "A command is sent as if it were an event, and its worker replies to it. Who gets these replies?",
  seed: 6,
  hopMs: 100,
  limitMs: 30_000,
  queues: [{ name: "payments" }, { name: "placed-orders" }, { name: "prices" }],
  producers: [
    { name: "checkout", queue: "payments", jobName: "payment-due", jobs: 3, everyMs: 900, replyTo: "web" },
    { name: "orders", queue: "placed-orders", jobName: "order-placed", jobs: 3, everyMs: 900, startMs: 600 },
  ],
  requesters: [
    {
      name: "web",
      queue: "prices",
      requestName: "price",
      requests: 3,
      everyMs: 900,
      startMs: 300,
      timeoutMs: 10_000,
    },
  ],
  workers: [
    { name: "cashier", queue: "payments", handler: { kind: "charge", serviceMs: [500, 800], key: "job" } },
    { name: "mailer", queue: "placed-orders", handler: { kind: "work", serviceMs: [300, 600] } },
    { name: "clerk", queue: "prices", handler: { kind: "work", serviceMs: [300, 500] } },
  ],
  knobs: [
    {
      kind: "choice",
      id: "address",
      title: "Return address",
      meaning: "The reply queue that the checkout's messages name.",
      path: "producers.checkout.replyTo",
      options: [
        { value: "web", title: "of the web server", violates: ["replies-match"] },
        { value: null, title: "none" },
      ],
    },
    {
      kind: "number",
      id: "cashiers",
      title: "Cashiers",
      meaning: "How many workers share the queue of payments.",
      path: "workers.cashier.count",
      min: 1,
      max: 3,
    },
  ],
  variants: [
    { id: "command-dressed-as-event", title: "The command is sent as an event", violates: ["replies-match"] },
    {
      id: "each-as-it-is",
      title: "Each kind as what it is",
      set: { "producers.checkout.jobName": "charge", "producers.checkout.replyTo": null },
    },
  ],
  claims: [
    {
      id: "commands-done",
      says: "Each command has its effect once.",
      check: { kind: "figure", query: charges, is: { equals: 3 } },
      within: { address: ["web", null], cashiers: { atLeast: 1 } },
    },
    {
      id: "one-worker-each",
      says: "Each command goes to one worker, however many there are.",
      check: { kind: "one-worker-each", queue: "payments" },
      within: { address: ["web", null], cashiers: { atLeast: 1 } },
    },
    {
      id: "queries-answered",
      says: "Each query gets its reply.",
      check: { kind: "figure", query: answered, is: { equals: 3 } },
      within: { address: ["web", null], cashiers: { atLeast: 1 } },
    },
    {
      id: "events-unanswered",
      says: "No worker replies to an event.",
      check: {
        kind: "figure",
        query: { count: { type: "reply-sent", where: { actor: "mailer-1" } } },
        is: { equals: 0 },
      },
      within: { address: ["web", null], cashiers: { atLeast: 1 } },
    },
    {
      id: "nobody-owns",
      says: "The replies to the charges go to the web server, which never requested them.",
      check: { kind: "figure", query: orphans, is: { equals: 3 } },
      variants: ["command-dressed-as-event"],
      within: { address: ["web"], cashiers: { atLeast: 1 } },
    },
    {
      id: "only-queries",
      says: "Only queries get a reply.",
      check: { kind: "figure", query: answersSent, is: { equals: 3 } },
      variants: ["each-as-it-is"],
      within: { address: [null], cashiers: { atLeast: 1 } },
    },
    {
      id: "books",
      says: "The books are right, so nobody would notice by them.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: { address: ["web", null], cashiers: { atLeast: 1 } },
    },
  ],
  lesson: {
    picture: [
      {
        column: [
          { token: "job", of: "1" },
          { token: "reply", of: "1" },
        ],
      },
      { sign: "question", tone: "doubt" },
      { shape: "requester" },
    ],
    situation: [
      "Three kinds of message leave this shop. A query asks and waits: the web server asks for prices. An event says what has happened, to whoever cares: an order was placed. A command wants something done: charge this card. On the wire they look alike: a name, some JSON, a few headers.",
      {
        text: "The checkout sends its command as if it were an event. It is called 'payment-due', and the checkout does not wait for anything. The cashier charges the card and replies to the return address in the message. The checkout's library puts the web server's address into every message.",
        when: { query: orphans, is: { atLeast: 1 } },
      },
      {
        text: "The checkout's messages carry no return address.",
        when: { query: orphans, is: { equals: 0 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the first card is charged.",
    prediction: {
      question: "The web server asks for three prices. How many replies come to it?",
      choices: [
        { id: "three", text: "Three, one per query", when: { query: toWeb, is: { equals: 3 } } },
        { id: "six", text: "Six, some unexpected", when: { query: toWeb, is: { equals: 6 } } },
        { id: "nine", text: "Nine, one per message", when: { query: toWeb, is: { equals: 9 } } },
      ],
    },
    decisive: {
      at: { type: "effect-applied" },
      says: "The card is charged. The checkout went on long ago. Now the cashier looks into the message for a return address.",
    },
    happened: [
      {
        text: "{charges} cards were charged, {answered} of {asked} queries got their reply, and {read} events were read.",
        figures: {
          charges: { query: charges },
          answered: { query: answered },
          asked: { query: { count: { type: "request-sent" } } },
          read: { query: { count: { type: "job-acked", where: { queue: "placed-orders" } } } },
        },
      },
      {
        text: "The workers sent {sent} replies.",
        figures: { sent: { query: answersSent } },
      },
      {
        text: "{orphans} of the replies are orphans: they came to the web server, which had no request for them.",
        figures: { orphans: { query: orphans } },
        when: { query: orphans, is: { atLeast: 1 } },
      },
    ],
    why: [
      "The form of a message does not say which kind it is. The kind is what its sender expects, and each kind has its channel. A command goes to a work queue: one worker gets it, and the sender need only know that it is stored. A query needs a reply queue and a correlation id, because somebody waits. An event goes to a log or a fan-out, where every reader sees it. A work queue, as here, gives each event to one reader only.",
      "If a command is sent as an event, nobody owns its reply: the reply becomes an orphan. Here the books are right, and nobody looks. If a card had been declined, that news would have been lost the same way.",
      "A test: is the sender in trouble if nobody reacts? Then it is a command. Send it as one, and say who owns the reply.",
    ],
    next: {
      knob: "address",
      value: null,
      text: "Remove the web server's address from the message. The orphans are gone. Does the checkout know more than before?",
    },
  },
};
