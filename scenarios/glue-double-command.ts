import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, damageEnds, FLOW_QUEUES, flowWorkers, levels, shop } from "./order-flow.ts";

const charges = { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } as const;

export const glueDoubleCommand: ScenarioSource = {
  id: "glue-double-command",
  title: "Idempotent commands: a service crashes after its charge",
  shows: "The payment service crashes before it replies, so its command comes again. How often is the card charged?",
  seed: 1,
  hopMs: 40,
  limitMs: 60_000,
  queues: FLOW_QUEUES,
  requesters: shop(3),
  workers: flowWorkers(),
  flow: coordination(),
  faults: [{ kind: "crash", at: { job: "order-2-charge", point: "before-reply" } }],
  variants: levels({ "orders-right": 0, "effects-at-most-once": 0 }),
  claims: damageEnds(1, { "order-2": ["charged-twice"] }, "order-2 was charged more than once."),
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
      "The payment service charges the card for order-2 and crashes before it can reply and acknowledge. After the visibility timeout its queue delivers the command again.",
      "Meanwhile the coordinator has waited two seconds for the reply, and has sent the command again, too.",
    ],
    tryFirst: "Commit to a prediction, then press play and watch the payment provider.",
    prediction: {
      question: "How often is the card of order-2 charged?",
      choices: [
        { id: "again", text: "Three times", when: { query: charges, is: { equals: 3 } } },
        { id: "twice", text: "Twice", when: { query: charges, is: { equals: 2 } } },
        { id: "once", text: "Once", when: { query: charges, is: { equals: 1 } } },
      ],
    },
    decisive: {
      at: { type: "job-delivered", where: { job: "order-2-charge", attempt: 2 } },
      says: "The same command again. The service cannot tell whether it was done before.",
    },
    happened: [
      {
        text: "The coordinator sent {commands} commands to charge order-2, and the queue delivered the first one {deliveries} times. The card was charged {times} times.",
        figures: {
          times: { query: charges },
          commands: { query: { count: { type: "step-commanded", where: { flow: "order-2", step: "charge" } } } },
          deliveries: { query: { count: { type: "job-delivered", where: { job: "order-2-charge" } } } },
        },
      },
    ],
    why: [
      "A command can come twice for two reasons: the queue delivers it again, or the coordinator sends it again. Both are right to do so, and neither knows what the crashed service had done.",
      "Only the service can recognise the repetition, and only if the command carries an idempotency key that is the same in every try. This is the first repair (level 1), and every later one depends on it.",
    ],
    next: { variant: "level-1", text: "Send an idempotency key with each command." },
  },
};
