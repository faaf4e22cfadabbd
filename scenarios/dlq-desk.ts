import type { ScenarioSource } from "../engine/scenario/schema.ts";

const paid = { sum: "amountCents", of: { type: "effect-applied" } } as const;
const chargesOfOrder3 = { count: { type: "effect-applied", where: { job: "order-3" } } } as const;
const replays = { count: { type: "job-replayed" } } as const;
const edited = { count: { type: "job-sent", where: { edited: true } } } as const;
const deaths = { count: { type: "job-dead-lettered" } } as const;

export const dlqOperator: ScenarioSource = {
  id: "dlq-desk",
  title: "DLQ operations: look, fix and replay dead letters",
  shows: "Four orders are in the dead-letter queue, for two causes. What happens when an operator replays them?",
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
  operators: [
    {
      name: "clerk",
      queue: "orders",
      steps: [
        { do: "list", deadLetters: 4, afterMs: 250 },
        { do: "group", by: "cause", afterMs: 250 },
        { do: "discard", of: { job: "order-6" }, reason: "the customer has cancelled it", afterMs: 250 },
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
      meaning: "What the operator does with the payload of the failed orders before the replay.",
      path: "operators.clerk.steps.3.set.amountCents",
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
    { id: "by-cause", title: "One cause after the other, amounts fixed" },
    {
      id: "all-at-once",
      title: "Everything at once, as it is",
      set: { "operators.clerk.steps.3.of": {}, "operators.clerk.steps.3.set.amountCents": null },
    },
  ],
  claims: [
    {
      id: "looking-takes-nothing",
      says: "Looking at dead letters does not consume them.",
      check: { kind: "dlq-kept", queue: "orders" },
      within: { fix: [2_000, null], key: ["none", "job"] },
    },
    {
      id: "two-causes",
      says: "By cause there are two groups: three orders failed, and one was left unfinished.",
      check: {
        kind: "dlq-groups",
        queue: "orders",
        by: "cause",
        groups: { failed: ["order-2", "order-5", "order-6"], unfinished: ["order-3"] },
      },
      within: { fix: [2_000, null], key: ["none", "job"] },
    },
    {
      id: "fixed-are-done",
      says: "After the fix and the replay, the failed orders are done, and so is the unfinished one.",
      check: { kind: "replayed", queue: "orders", done: ["order-2", "order-3", "order-5"] },
      variants: ["by-cause"],
      within: { fix: [2_000], key: ["none", "job"] },
    },
    {
      id: "unfixed-come-back",
      says: "Replayed as they are, the unreadable orders return to the dead-letter queue.",
      check: { kind: "replayed", queue: "orders", done: ["order-3"], back: ["order-2", "order-5"] },
      within: { fix: [null], key: ["none", "job"] },
    },
    {
      id: "charged-again",
      says: "The worker had charged order-3 before it crashed. Without a key the replay charges it again.",
      check: { kind: "figure", query: chargesOfOrder3, is: { equals: 2 } },
      within: { fix: [2_000, null], key: ["none"] },
    },
    {
      id: "more-than-ordered",
      says: "So the customers pay more than their orders cost.",
      check: { kind: "ledger", actual: "exceeds-expected" },
      within: { fix: [2_000, null], key: ["none"] },
    },
    {
      id: "key-repairs-it",
      says: "With the key the payment provider recognises the charge, and the books are right.",
      check: { kind: "ledger", actual: "equals-expected" },
      within: { fix: [2_000, null], key: ["job"] },
    },
    {
      id: "given-up-with-a-reason",
      says: "The operator discards order-6 for good.",
      check: { kind: "figure", query: { distinct: "job", of: { type: "dead-letter-discarded" } }, is: { equals: 1 } },
      within: { fix: [2_000, null], key: ["none", "job"] },
    },
  ],
  lesson: {
    picture: [{ shape: "dead-letters" }, { token: "job", of: "2", attempt: 1 }, { shape: "tube" }],
    situation: [
      "Seven orders of €20. In three of them the amount is a word, 'twenty', so their run fails. The worker that had order-3 charged the card and crashed before it could acknowledge. Each order is tried once, so these four end in the dead-letter queue.",
      "An operator works on the dead letters: lists them, groups them by cause, and discards order-6, which its customer has cancelled. Then the operator replays the others: each is sent to its queue again.",
      {
        text: "Before the replay, the operator writes the right amount into the failed orders.",
        when: { query: edited, is: { atLeast: 1 } },
      },
      {
        text: "The operator replays the failed orders as they are.",
        when: { query: edited, is: { equals: 0 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. Click the dead-letter queue to see what it holds, and why.",
    prediction: {
      question: "Six orders of €20 are to be paid. How much have the customers paid in the end?",
      choices: [
        { id: "less", text: "Less than €120", when: { query: paid, is: { atMost: 11_999 } } },
        { id: "right", text: "Exactly €120", when: { query: paid, is: { equals: 12_000 } } },
        { id: "more", text: "More than €120", when: { query: paid, is: { atLeast: 12_001 } } },
      ],
    },
    decisive: {
      at: { type: "job-sent", where: { deadLetter: { atLeast: 1 }, job: "order-3" } },
      says: "The operator replays order-3. Its dead letter says that one delivery was left unfinished. Whether the card was charged, no queue can know.",
    },
    happened: [
      {
        text: "{dead} times an order was dead-lettered. {replayed} orders were replayed, and {discarded} was discarded.",
        figures: {
          dead: { query: deaths },
          replayed: { query: replays },
          discarded: { query: { count: { type: "dead-letter-discarded" } } },
        },
      },
      {
        text: "{edited} replays had an edited payload.",
        figures: { edited: { query: edited } },
        when: { query: edited, is: { atLeast: 1 } },
      },
      {
        text: "At the end the dead-letter queue held {left} orders.",
        figures: { left: { query: { last: "deadLetters", of: { type: "queue-observed" } } } },
      },
      {
        text: "The customers paid {paid}. order-3 was charged {charges} times.",
        figures: { paid: { query: paid, as: "money" }, charges: { query: chargesOfOrder3 } },
      },
    ],
    why: [
      "A dead letter is a message that is kept, with its payload and the reason. Looking at it does not consume it, so look first: one cause has one remedy. If the message itself is wrong, fix it before the replay, or it returns at once. If the trouble was outside (a provider that was down, a worker that crashed), replay it as it is.",
      "But a replay is one more delivery. When a delivery was left unfinished, nobody knows how far it came, and what was done outside is done again. Only the service that acts can make this harmless, with an idempotency key that stays the same over deliveries and replays.",
    ],
    next: {
      knob: "key",
      value: "job",
      text: "Send the order's number as idempotency key, and let the operator do the same as before.",
    },
  },
};
