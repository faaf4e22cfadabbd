import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

export const glueDoubleCommand: ScenarioSource = {
  id: "glue-double-command",
  title: "Charged again",
  shows: "A service dies after its work and before its ack: the command comes again, and so does the charge.",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "order-2-charge", point: "before-reply" } }],
  variants: levels({ "orders-right": 0, "effects-at-most-once": 0 }),
  claims: damageEnds(1, { "order-2": ["charged-twice"] }, "order-2 was charged more than once"),
  lesson: {
    picture: [
      { shape: "tube" },
      {
        column: [
          { token: "job", of: "order-2-charge" },
          { token: "job", of: "order-2-charge", duplicate: true },
        ],
      },
      { shape: "worker", is: "dead" },
    ],
    situation: [
      "The payment service charges the card for order-2 and dies before it can answer and acknowledge. After the visibility timeout its queue delivers the command again.",
      "Meanwhile the coordinator has lost patience, and has sent the command once more.",
    ],
    tryFirst: "Commit your prediction, then press play and watch the ledger.",
    prediction: {
      question: "How often is the card of order-2 charged?",
      choices: [
        {
          id: "once",
          text: "Once",
          when: {
            query: { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } },
            is: { atMost: 1 },
          },
        },
        {
          id: "again",
          text: "More than once",
          when: {
            query: { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } },
            is: { atLeast: 2 },
          },
        },
      ],
    },
    decisive: {
      at: { type: "job-delivered", where: { job: "order-2-charge", attempt: 2 } },
      says: "The same command again. Whether it was done before, the service cannot tell.",
    },
    happened: [
      {
        text: "Commands to charge order-2: {commands}. Charges: {times}.",
        figures: {
          times: { query: { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } },
          commands: { query: { count: { type: "step-commanded", where: { flow: "order-2", step: "charge" } } } },
        },
      },
    ],
    why: [
      "A command can come twice for two reasons: the queue delivers it again, or somebody sends it again. Both are right to do so; neither knows what the dead service had done.",
      "Only the service can tell, and only if the command says which it is: an idempotency key, the same in every try. That is the first repair, and every later one leans on it.",
    ],
    next: { variant: "level-1", text: "Send an idempotency key with each command." },
  },
};
