import type { ScenarioSource } from "../engine/scenario/schema.ts";

const orphans = { count: { type: "reply-orphaned" } } as const;
const answersSent = { count: { type: "reply-sent" } } as const;
const answered = { count: { type: "reply-received" } } as const;
const charges = { count: { type: "effect-applied" } } as const;

export const messageTaxonomy: ScenarioSource = {
  id: "message-taxonomy",
  title: "Command, query, event",
  shows: "All three look alike on the wire; a command dressed as an event shows as a reply that nobody owns.",
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
      meaning: "Whose reply queue the checkout's messages name for answers.",
      path: "producers.checkout.replyTo",
      options: [
        { value: "web", title: "web's", violates: ["replies-match"] },
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
    { id: "command-dressed-as-event", title: "A command dressed as an event", violates: ["replies-match"] },
    {
      id: "each-as-it-is",
      title: "Each as it is",
      set: { "producers.checkout.jobName": "charge", "producers.checkout.replyTo": null },
    },
  ],
  claims: [
    {
      id: "commands-done",
      says: "Each command has its effect, once.",
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
      says: "Each query gets its answer.",
      check: { kind: "figure", query: answered, is: { equals: 3 } },
      within: { address: ["web", null], cashiers: { atLeast: 1 } },
    },
    {
      id: "events-unanswered",
      says: "Nobody answers an event.",
      check: {
        kind: "figure",
        query: { count: { type: "reply-sent", where: { actor: "mailer-1" } } },
        is: { equals: 0 },
      },
      within: { address: ["web", null], cashiers: { atLeast: 1 } },
    },
    {
      id: "nobody-owns",
      says: "Each charge is answered to web, which never asked for one.",
      check: { kind: "figure", query: orphans, is: { equals: 3 } },
      variants: ["command-dressed-as-event"],
      within: { address: ["web"], cashiers: { atLeast: 1 } },
    },
    {
      id: "only-queries",
      says: "Only queries are answered.",
      check: { kind: "figure", query: answersSent, is: { equals: 3 } },
      variants: ["each-as-it-is"],
      within: { address: [null], cashiers: { atLeast: 1 } },
    },
    {
      id: "books",
      says: "The books are right: by them nobody would notice.",
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
      "Three kinds of message leave this shop. A query asks and waits: web asks for prices. An event says what has happened, to whoever cares: an order was placed. A command wants something done: charge this card. On the wire they look alike: a name, some JSON, a few headers.",
      "The checkout has dressed its command as an event. It calls it 'payment-due', as if it only told of something, and waits for nothing. The cashier charges the card all the same, and answers to whatever address stands in a message. The checkout's library puts one into every message: web's.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops when the first card is charged.",
    prediction: {
      question: "Web asks for three prices. How many answers come to web?",
      choices: [
        { id: "three", text: "Three: one for each question", when: { query: orphans, is: { equals: 0 } } },
        { id: "six", text: "Six: those to the charges as well", when: { query: orphans, is: { equals: 3 } } },
        { id: "nine", text: "Nine: one for each message", when: { query: orphans, is: { equals: 6 } } },
      ],
    },
    decisive: {
      at: { type: "effect-applied" },
      says: "The card is charged. The checkout went on long ago; now the cashier looks into the message for whom to tell.",
    },
    happened: [
      {
        text: "{charges} cards were charged ({paid} in all), {answered} of {asked} questions answered, and {read} events read.",
        figures: {
          charges: { query: charges },
          paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" },
          answered: { query: answered },
          asked: { query: { count: { type: "request-sent" } } },
          read: { query: { count: { type: "job-acked", where: { queue: "placed-orders" } } } },
        },
      },
      {
        text: "The workers sent {sent} answers; {orphans} of them came to web without a question of web's.",
        figures: { sent: { query: answersSent }, orphans: { query: orphans } },
      },
    ],
    why: [
      "The form of a message does not say what kind it is; what its sender expects does. So each kind has its channel. A command: a work queue, where one worker gets it, and the sender need only know that it is stored. A query: a reply queue and a correlation id, because somebody waits. An event: a log or a fan-out, where every reader sees it. A work queue, as here, gives each event to one reader, so a second reader would take some away from the first; a later lesson shows what does better.",
      "A command dressed as an event has a receiver who must act and a sender who owns no answer. So the answer goes to nobody: an orphan. Here the books are right, and nobody looks. Had a card been declined, that news would have gone the same way.",
      "A test: is the sender in trouble if nobody reacts? Then it is a command. Send it as one, and say who owns the answer.",
    ],
    next: {
      knob: "address",
      value: null,
      text: "Take web's address out of the message. The orphans are gone; does the checkout know more than before?",
    },
  },
};
