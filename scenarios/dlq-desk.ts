import type { ScenarioSource } from "../engine/scenario/schema.ts";

const paid = { sum: "amountCents", of: { type: "effect-applied" } } as const;
const chargesOfOrder3 = { count: { type: "effect-applied", where: { job: "order-3" } } } as const;
const replays = { count: { type: "job-replayed" } } as const;
const deaths = { count: { type: "job-dead-lettered" } } as const;

export const dlqDesk: ScenarioSource = {
  id: "dlq-desk",
  title: "The desk for dead letters",
  shows:
    "Dead letters are looked at without consuming them, grouped by cause, edited and replayed; a replay without idempotency repeats what was done.",
  seed: 5,
  hopMs: 40,
  limitMs: 60_000,
  queues: [{ name: "orders", ackWaitMs: 2_000, maxAttempts: 1 }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 7, everyMs: 250, amountCents: 2_000 }],
  workers: [
    {
      name: "worker",
      queue: "orders",
      handler: { kind: "charge", serviceMs: [180, 240], key: "none" },
      restartAfterMs: 300,
    },
  ],
  desks: [
    {
      name: "clerk",
      queue: "orders",
      steps: [
        { do: "list", letters: 4, afterMs: 250 },
        { do: "group", by: "cause", afterMs: 250 },
        { do: "discard", of: { job: "order-6" }, reason: "the customer has called it off", afterMs: 250 },
        { do: "replay", of: { cause: "failed" }, set: { amountCents: 2_000 }, afterMs: 250 },
        { do: "replay", of: { cause: "unfinished" }, afterMs: 250 },
        { do: "list", afterMs: 250 },
      ],
    },
  ],
  faults: [
    { kind: "poison", job: "order-2" },
    { kind: "crash", at: { actor: "worker-1", nth: 2, point: "before-ack" } },
    { kind: "poison", job: "order-5" },
    { kind: "poison", job: "order-6" },
  ],
  knobs: [
    {
      kind: "choice",
      id: "fix",
      title: "Amounts that cannot be read",
      meaning: "What the clerk does with the payload of the orders that failed, before replaying them.",
      path: "desks.clerk.steps.3.set.amountCents",
      options: [
        { value: 2_000, title: "write €20 first" },
        { value: null, title: "replay them as they are" },
      ],
    },
    {
      kind: "choice",
      id: "key",
      title: "Idempotency key",
      meaning: "What the worker sends with the charge, so that the payment provider can recognise a repetition.",
      path: "workers.worker.handler.key",
      options: [
        { value: "none", title: "none", violates: ["effects-at-most-once"] },
        { value: "job", title: "the order's number" },
      ],
    },
  ],
  variants: [
    { id: "by-cause", title: "One cause after the other" },
    {
      id: "all-at-once",
      title: "Everything at once, as it is",
      set: { "desks.clerk.steps.3.of": {}, "desks.clerk.steps.3.set.amountCents": null },
    },
  ],
  claims: [
    {
      id: "looking-takes-nothing",
      says: "The desk looks, and what it has seen lies there still.",
      check: { kind: "tray-kept", queue: "orders" },
      within: { fix: [2_000, null], key: ["none", "job"] },
    },
    {
      id: "two-causes",
      says: "By cause there are two groups: three orders that failed, and one that nobody finished.",
      check: {
        kind: "desk-groups",
        queue: "orders",
        by: "cause",
        groups: { failed: ["order-2", "order-5", "order-6"], unfinished: ["order-3"] },
      },
      within: { fix: [2_000, null], key: ["none", "job"] },
    },
    {
      id: "fixed-are-done",
      says: "Fixed and replayed, the failed orders are done, and so is the one that nobody had finished.",
      check: { kind: "replayed", queue: "orders", done: ["order-2", "order-3", "order-5"] },
      variants: ["by-cause"],
      within: { fix: [2_000], key: ["none", "job"] },
    },
    {
      id: "unfixed-come-back",
      says: "Replayed as they are, the orders that cannot be read come back to the dead letters.",
      check: { kind: "replayed", queue: "orders", done: ["order-3"], back: ["order-2", "order-5"] },
      within: { fix: [null], key: ["none", "job"] },
    },
    {
      id: "charged-again",
      says: "The worker had charged order-3 before it died; without a key the replay charges it again.",
      check: { kind: "figure", query: chargesOfOrder3, is: { equals: 2 } },
      within: { fix: [2_000, null], key: ["none"] },
    },
    {
      id: "more-than-ordered",
      says: "So the customers pay more than they have ordered.",
      check: { kind: "ledger", actual: "exceeds-expected" },
      within: { fix: [2_000, null], key: ["none"] },
    },
    {
      id: "key-repairs-it",
      says: "With the key the payment provider knows the charge again, and the books are right.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: { fix: [2_000, null], key: ["job"] },
    },
    {
      id: "given-up-with-a-reason",
      says: "order-6 is given up by hand, for good.",
      check: { kind: "figure", query: { distinct: "job", of: { type: "dead-letter-discarded" } }, is: { equals: 1 } },
      within: { fix: [2_000, null], key: ["none", "job"] },
    },
  ],
  lesson: {
    picture: [{ shape: "dead-letters" }, { token: "job", of: "2", attempt: 1 }, { shape: "tube" }],
    situation: [
      "Seven orders of €20. In three of them the amount is a word, 'twenty', so their run fails. The worker that had order-3 charged the card and died before it could say so. Each order is tried once, and these four end among the dead letters.",
      "A clerk works at the desk for dead letters: looks, groups them by cause, gives up the one whose customer has called it off, writes the right amount into the other two, and then replays them and order-3: sends each to its queue again.",
    ],
    tryFirst:
      "Commit your prediction, then press play. Click the tray of dead letters to see what lies there, and why.",
    prediction: {
      question: "Six orders of €20 stand. How much have the customers paid in the end?",
      choices: [
        {
          id: "less",
          text: "Less than €120: a dead letter is not paid",
          when: { query: paid, is: { atMost: 11_999 } },
        },
        { id: "right", text: "€120: each order is paid once", when: { query: paid, is: { equals: 12_000 } } },
        { id: "more", text: "€140: order-3 is paid twice", when: { query: paid, is: { atLeast: 12_001 } } },
      ],
    },
    decisive: {
      at: { type: "job-sent", where: { letter: { atLeast: 1 }, job: "order-3" } },
      says: "The clerk replays order-3. 'Given up after one delivery that nobody finished' is all that the letter says: whether its card was charged, no queue can know.",
    },
    happened: [
      {
        text: "{dead} times an order went to the dead letters; {replayed} letters were replayed, {edited} of them with another payload, and {discarded} was given up.",
        figures: {
          dead: { query: deaths },
          replayed: { query: replays },
          edited: { query: { count: { type: "job-sent", where: { edited: true } } } },
          discarded: { query: { count: { type: "dead-letter-discarded" } } },
        },
      },
      {
        text: "{left} dead letters are left at the end.",
        figures: { left: { query: { last: "deadLetters", of: { type: "queue-observed" } } } },
      },
      {
        text: "The customers paid {paid}; order-3 was charged {charges} times.",
        figures: { paid: { query: paid, as: "money" }, charges: { query: chargesOfOrder3 } },
      },
    ],
    why: [
      "A dead letter is a message that is kept, with its payload and the reason. Looking reads it and takes nothing, so look first: what has one cause has one remedy. What is wrong with the message itself must be fixed before it is sent again, or it comes straight back; what was wrong around it (a provider that was down, a worker that died) can be sent as it is.",
      "But a replay is one delivery more. Of an order that nobody finished, nobody knows how far it had come, and what was done outside is done again. Only the one who acts can make that harmless: with an idempotency key that stays the same over deliveries and replays.",
    ],
    next: {
      knob: "key",
      value: "job",
      text: "Send the order's number as idempotency key, and let the clerk do just the same.",
    },
  },
};
