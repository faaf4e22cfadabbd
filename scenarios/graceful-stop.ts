import type { ScenarioSource } from "../engine/scenario/schema.ts";

const paid = { sum: "amountCents", of: { type: "effect-applied" } } as const;
/** Runs of a job that another worker had begun before. */
const again = {
  difference: { of: { count: { type: "job-started" } }, less: { distinct: "job", of: { type: "job-started" } } },
} as const;
const handedBack = { count: { type: "job-nacked" } } as const;
const crashes = { count: { type: "actor-crashed" } } as const;
const stops = { count: { type: "actor-stopped" } } as const;
const done = { distinct: "job", of: { type: "job-acked" } } as const;

export const gracefulStop: ScenarioSource = {
  id: "graceful-stop",
  title: "Graceful shutdown: a new version of the worker is deployed",
  shows: "Two workers are replaced while they charge cards. Does it matter how they are stopped?",
  seed: 8,
  hopMs: 60,
  limitMs: 30_000,
  queues: [{ name: "orders", ackWaitMs: 2_500 }],
  producers: [{ name: "shop", queue: "orders", jobName: "order", jobs: 8, everyMs: 300, amountCents: 1_000 }],
  workers: [
    {
      name: "worker",
      count: 2,
      queue: "orders",
      handler: { kind: "charge", serviceMs: [400, 500], key: "none" },
      restartAfterMs: 500,
    },
  ],
  faults: [
    { kind: "crash", at: { actor: "worker-1", nth: 2, point: "before-ack" } },
    { kind: "crash", at: { actor: "worker-2", nth: 2, point: "before-ack" } },
  ],
  knobs: [
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
    { id: "killed", title: "The old workers are killed", violates: ["effects-at-most-once"] },
    {
      id: "graceful",
      title: "The old workers finish their job, then stop",
      set: { faults: [{ kind: "rolling-deploy", workers: "worker", at: { atMs: 1_500 } }] },
    },
  ],
  claims: [
    {
      id: "paid-too-much",
      says: "Killed workers cost the customers money.",
      check: { kind: "figure", query: paid, is: { atLeast: 9_000 } },
      variants: ["killed"],
      within: { key: ["none"] },
    },
    {
      id: "nothing-again",
      says: "With a clean shutdown no job is run a second time.",
      check: { kind: "figure", query: again, is: { equals: 0 } },
      variants: ["graceful"],
      within: { key: ["none", "job"] },
    },
    {
      id: "paid-right",
      says: "With a clean shutdown every customer pays once.",
      check: { kind: "ledger", actual: "equals-expected" },
      variants: ["graceful"],
      within: { key: ["none", "job"] },
    },
  ],
  lesson: {
    picture: [{ shape: "worker", is: "dead" }, { sign: "restart" }, { shape: "worker" }],
    situation: [
      "Eight customers pay €10 each. Two workers charge the cards, without an idempotency key. In the middle of it, a new version of the worker is deployed.",
      {
        text: "The deployment kills each old worker, in the midst of a job: the card is charged, and the acknowledgement has not left.",
        when: { query: crashes, is: { atLeast: 1 } },
      },
      {
        text: "The deployment tells each old worker to shut down. The worker takes no new job, finishes the one it has, acknowledges it, and stops.",
        when: { query: crashes, is: { equals: 0 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses at the deployment.",
    prediction: {
      question: "Eight orders of €10. How much do the customers pay in the end?",
      choices: [
        { id: "right", text: "€80: the queue saves the work", when: { query: paid, is: { equals: 8_000 } } },
        { id: "much", text: "Over €80: some work is done again", when: { query: paid, is: { atLeast: 8_001 } } },
        { id: "little", text: "Under €80: some work is lost", when: { query: paid, is: { atMost: 7_999 } } },
      ],
    },
    decisive: {
      at: { type: "actor-crashed" },
      says: "The deployment has killed a worker that had charged a card. The queue waits for an acknowledgement that will not come.",
    },
    happened: [
      {
        text: "{done} orders were done, and the customers paid {paid}.",
        figures: { done: { query: done }, paid: { query: paid, as: "money" } },
      },
      {
        text: "{again} orders were run a second time, after a wait for the visibility timeout.",
        figures: { again: { query: again } },
        when: { query: again, is: { atLeast: 1 } },
      },
      {
        text: "Each old worker finished its job and stopped. No job was run a second time.",
        when: [
          { query: stops, is: { atLeast: 1 } },
          { query: again, is: { equals: 0 } },
        ],
      },
      {
        text: "{back} orders had just arrived at a worker that was stopping. It handed them back at once, and another worker got them.",
        figures: { back: { query: handedBack } },
        when: { query: handedBack, is: { atLeast: 1 } },
      },
    ],
    why: [
      "Every deployment stops workers, so without care every deployment is a crash. Most platforms first send a signal (SIGTERM) and kill the process some seconds later. In that time a worker must stop taking jobs, finish or hand back those it has, and exit.",
      "A clean shutdown does not replace the idempotency key: power cuts and kills without a signal still happen. It makes the repetitions rare, and it saves the wait for the visibility timeout.",
    ],
    next: {
      variant: "graceful",
      text: "Let the old workers finish their job before they stop.",
      prediction: {
        question: "Each old worker finishes its job and stops. How many orders are run a second time?",
        choices: [
          { id: "two", text: "2 or more: one per worker", when: { query: again, is: { atLeast: 2 } } },
          { id: "one", text: "1: that of the last worker", when: { query: again, is: { equals: 1 } } },
          { id: "none", text: "None: each one is finished", when: { query: again, is: { equals: 0 } } },
        ],
      },
    },
    challenge: {
      task: "The workers are killed, and nothing can be done about that. Let the customers still pay €80.",
      checks: [
        { says: "Two workers are killed.", check: { kind: "figure", query: crashes, is: { equals: 2 } } },
        { says: "Every customer pays what was ordered.", check: { kind: "ledger", actual: "equals-expected" } },
      ],
      hints: [
        "After a kill, the queue must deliver the job again.",
        "Only the payment provider can recognise that a charge is a repetition.",
      ],
      solution: {
        variant: "killed",
        knobs: { key: "job" },
        text: "Send the order's number as idempotency key. The jobs are repeated, and the charges are not.",
      },
      mistake: {
        variant: "graceful",
        knobs: {},
        text: "The customers pay €80, but no worker is killed here. You cannot count on that.",
      },
    },
    remember: [
      "Every deployment stops workers: without a clean shutdown it is a crash.",
      "On SIGTERM: take no new job, finish or hand back the ones you have, then exit.",
      "A clean shutdown makes repetitions rare. Only the idempotency key makes them harmless.",
    ],
    reading: [
      {
        title: "Pod lifecycle: termination, in the Kubernetes documentation",
        url: "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
      },
      { title: "Deployment, in the Sidekiq wiki", url: "https://github.com/sidekiq/sidekiq/wiki/Deployment" },
    ],
  },
};
