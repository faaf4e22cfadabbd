import type { ScenarioSource } from "../engine/scenario/schema.ts";

const charges = { mostPer: "job", of: { type: "effect-applied" } } as const;
const lateAck = {
  elapsedMs: {
    from: { type: "job-acked", where: { job: "order-2", attempt: 1 } },
    to: { type: "job-ack-sent", where: { job: "order-2", attempt: 2 } },
  },
} as const;

export const zombieLateAck: ScenarioSource = {
  id: "zombie-late-ack",
  title: "The worker that was thought dead",
  shows:
    "A worker that freezes past its timeout comes back and goes on: its late charge and its late acknowledgement both count.",
  seed: 6,
  hopMs: 80,
  limitMs: 30_000,
  queues: [{ name: "orders", ackWaitMs: 1_500, fencing: true }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 2, everyMs: 600, amountCents: 2_000 }],
  workers: [
    {
      name: "worker",
      count: 2,
      queue: "orders",
      handler: { kind: "charge", serviceMs: [900, 1_000], key: "none", fenced: false },
    },
  ],
  faults: [{ kind: "pause", at: { job: "order-2", attempt: 1, point: "before-effect" }, forMs: 1_000 }],
  knobs: [
    {
      kind: "number",
      id: "freeze",
      title: "It freezes for",
      meaning: "How long the worker stands still: a long garbage collection, a laptop that sleeps.",
      path: "faults.0.forMs",
      min: 1_000,
      max: 5_000,
      step: 500,
      unit: "ms",
    },
    {
      kind: "choice",
      id: "fencing",
      title: "Fencing token",
      meaning: "Each run gets a number greater than all before it, and sends it with the charge.",
      path: "workers.worker.handler.fenced",
      options: [
        { value: false, title: "not used" },
        { value: true, title: "checked by the payment provider" },
      ],
    },
  ],
  variants: [
    { id: "short-freeze", title: "It wakes while another is at its job", violates: ["effects-at-most-once"] },
    {
      id: "long-freeze",
      title: "It wakes when all is over",
      set: { "faults.0.forMs": 4_000 },
      violates: ["effects-at-most-once"],
    },
    {
      id: "fenced",
      title: "It wakes when all is over, and tokens are checked",
      set: { "faults.0.forMs": 4_000, "workers.worker.handler.fenced": true },
      // With a shorter freeze the older token comes first, and nothing is wrong with it.
      violates: ["effects-at-most-once"],
    },
  ],
  claims: [
    {
      id: "late-ack-counts",
      says: "The queue takes the late acknowledgement while another worker is still at the job.",
      check: { kind: "figure", query: lateAck, is: { atLeast: 20 } },
      variants: ["short-freeze"],
      within: { freeze: { atMost: 1_000 } },
    },
    {
      id: "charged-twice",
      says: "Both charged the card.",
      check: { kind: "figure", query: charges, is: { equals: 2 } },
      variants: ["short-freeze", "long-freeze"],
      within: { freeze: { atLeast: 1_000 }, fencing: [false] },
    },
    {
      id: "token-refused",
      says: "The late charge comes with an older token and is refused.",
      check: {
        kind: "figure",
        query: { count: { type: "effect-refused", where: { reason: "stale-token" } } },
        is: { equals: 1 },
      },
      variants: ["fenced"],
      within: { freeze: { atLeast: 3_000 }, fencing: [true] },
    },
    {
      id: "charged-once",
      says: "The customers pay what was ordered.",
      check: { kind: "ledger", actual: "equals-expected" },
      variants: ["fenced"],
      within: { freeze: { atLeast: 3_000 }, fencing: [true] },
    },
  ],
  lesson: {
    picture: [{ shape: "worker", is: "frozen" }, { token: "job", of: "2", attempt: 2 }, { shape: "worker" }],
    situation: [
      "Two workers charge cards. The one that has order-2 freezes just before the charge: its machine stands still, and it does not know it.",
      "Its visibility timeout passes, and the other worker gets order-2. Then the first one wakes up, and goes on where it was.",
    ],
    tryFirst: "Commit your prediction, then press play. The run stops when the worker wakes up.",
    prediction: {
      question: "The worker that woke up charges the card and acknowledges order-2. What comes of it?",
      choices: [
        {
          id: "refused",
          text: "Its charge is refused: the job is no longer its own",
          when: { query: { count: { type: "effect-refused" } }, is: { atLeast: 1 } },
        },
        {
          id: "twice",
          text: "The charge counts, and the customer pays twice",
          when: { query: charges, is: { equals: 2 } },
        },
        {
          id: "once",
          text: "It notices the time and stops by itself: one charge",
          when: { query: charges, is: { equals: 1 } },
        },
      ],
    },
    decisive: {
      at: { type: "actor-resumed" },
      says: "It wakes up. For itself no time has passed: it holds order-2 and is about to charge the card.",
    },
    happened: [
      {
        text: "order-2 was delivered {deliveries} times and charged {charges} times; {refused} charges were refused.",
        figures: {
          deliveries: { query: { count: { type: "job-delivered", where: { job: "order-2" } } } },
          charges: { query: { count: { type: "effect-applied", where: { job: "order-2" } } } },
          refused: { query: { count: { type: "effect-refused" } } },
        },
      },
      {
        text: "The queue confirmed {acks} acknowledgements of order-2. After the late one the other worker worked on for {late}.",
        figures: {
          acks: { query: { count: { type: "job-acked", where: { job: "order-2" } } } },
          late: { query: lateAck, as: "ms" },
        },
      },
      {
        text: "The customers paid {paid}.",
        figures: { paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" } },
      },
    ],
    why: [
      "JetStream does not ask whose acknowledgement it is: the first one that comes deletes the message. A timeout is no lock. Whoever was too late learns nothing of it.",
      "A fencing token is a number that grows with each run. A store that remembers the greatest one refuses whoever comes with an older one. It helps only after the newer one has been there: wake up earlier, and the old token is still the greatest. Against that, only an idempotency key helps.",
    ],
    next: { variant: "fenced", text: "Let the payment provider check fencing tokens." },
  },
};
