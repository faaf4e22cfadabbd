import type { ScenarioSource } from "../engine/scenario/schema.ts";

const charges = { mostPer: "job", of: { type: "effect-applied" } } as const;
const refused = { count: { type: "effect-refused" } } as const;
const lateAck = {
  elapsedMs: {
    from: { type: "job-acked", where: { job: "order-2", attempt: 1 } },
    to: { type: "job-ack-sent", where: { job: "order-2", attempt: 2 } },
  },
} as const;

export const zombieLateAck: ScenarioSource = {
  id: "zombie-late-ack",
  title: "Zombie worker and fencing token: a paused worker wakes up late",
  shows:
    "A worker is paused longer than its visibility timeout and then goes on. Whose charge and whose acknowledgement count?",
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
      title: "It is paused for",
      meaning: "How long the worker is paused: by a long garbage collection, or on a laptop that sleeps.",
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
      meaning: "Each run gets a number greater than all before, and sends it with the charge.",
      path: "workers.worker.handler.fenced",
      options: [
        { value: false, title: "not used" },
        { value: true, title: "checked by the payment provider" },
      ],
    },
  ],
  variants: [
    { id: "short-freeze", title: "A short pause: another worker is at the job", violates: ["effects-at-most-once"] },
    {
      id: "long-freeze",
      title: "A long pause: the job is done",
      set: { "faults.0.forMs": 4_000 },
      violates: ["effects-at-most-once"],
    },
    {
      id: "fenced",
      title: "A long pause, and fencing tokens are checked",
      set: { "faults.0.forMs": 4_000, "workers.worker.handler.fenced": true },
      // With a shorter pause the older token comes first, and nothing is wrong with it.
      violates: ["effects-at-most-once"],
    },
  ],
  claims: [
    {
      id: "late-ack-counts",
      says: "The queue accepts the late acknowledgement while another worker is still at the job.",
      check: { kind: "figure", query: lateAck, is: { atLeast: 20 } },
      variants: ["short-freeze"],
      within: { freeze: { atMost: 1_000 } },
    },
    {
      id: "charged-twice",
      says: "Both workers charged the card.",
      check: { kind: "figure", query: charges, is: { equals: 2 } },
      variants: ["short-freeze", "long-freeze"],
      within: { freeze: { atLeast: 1_000 }, fencing: [false] },
    },
    {
      id: "token-refused",
      says: "The late charge carries an older token and is refused.",
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
    picture: [{ shape: "worker", is: "paused" }, { token: "job", of: "2", attempt: 2 }, { shape: "worker" }],
    situation: [
      {
        text: "Two workers charge cards. The worker that has order-2 is paused for {pause}, just before the charge. It does not know that it stood still.",
        figures: { pause: { setting: "faults.0.forMs", as: "ms" } },
      },
      {
        text: "Its visibility timeout of {ackwait} passes, and the other worker gets order-2. Then the first worker wakes up and goes on where it was.",
        figures: { ackwait: { setting: "queues.orders.ackWaitMs", as: "ms" } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the worker wakes up.",
    prediction: {
      question: "The worker that woke up is about to charge the card for order-2. What comes of it?",
      choices: [
        {
          id: "refused",
          text: "Its charge is refused: another worker has the job",
          when: { query: refused, is: { atLeast: 1 } },
        },
        {
          id: "twice",
          text: "Its charge counts, and the customer pays twice",
          when: [
            { query: refused, is: { equals: 0 } },
            { query: charges, is: { equals: 2 } },
          ],
        },
        {
          id: "once",
          text: "It sees that it is late, and does not charge",
          when: [
            { query: refused, is: { equals: 0 } },
            { query: charges, is: { atMost: 1 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "actor-resumed" },
      says: "It wakes up. For the worker itself no time has passed: it has order-2 and is about to charge the card.",
    },
    happened: [
      {
        text: "order-2 was delivered {deliveries} times and charged {charges} times.",
        figures: {
          deliveries: { query: { count: { type: "job-delivered", where: { job: "order-2" } } } },
          charges: { query: { count: { type: "effect-applied", where: { job: "order-2" } } } },
        },
      },
      {
        text: "{refused} charges were refused, because a newer token had been there before.",
        figures: { refused: { query: refused } },
        when: { query: refused, is: { atLeast: 1 } },
      },
      {
        text: "The queue accepted the late acknowledgement and deleted order-2. The other worker went on working for {late}.",
        figures: { late: { query: lateAck, as: "ms" } },
        when: { query: lateAck, is: { atLeast: 1 } },
      },
      {
        text: "When the late acknowledgement came, the other worker had finished order-2.",
        when: { query: lateAck, is: { equals: 0 } },
      },
      {
        text: "The customers paid {paid} for two orders of €20.",
        figures: { paid: { query: { sum: "amountCents", of: { type: "effect-applied" } }, as: "money" } },
      },
    ],
    why: [
      "A visibility timeout is not a lock. JetStream does not check whose acknowledgement it gets: the first one deletes the message. A late worker gets no error.",
      "A fencing token is a number that grows with each run. A store that remembers the greatest token refuses an older one. It helps only after the newer token has been there: if the worker wakes up earlier, its old token is still the greatest. Against that, only an idempotency key helps.",
    ],
    next: { variant: "fenced", text: "Let the payment provider check fencing tokens." },
  },
};
