import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, ORCHESTRATED, shop } from "./order-flow.ts";

const CHARGES = { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } as const;
const ORPHANS = { count: { type: "reply-orphaned", where: { request: "order-2" } } } as const;
const LOST = ["level-6-store-lost", "orchestrated-store-lost"];

/** The store is purged while the card of order-2 is being charged. */
const STORE_LOST = {
  faults: [{ kind: "lose-store", at: { job: "order-2-charge", point: "before-publish" } }],
  "workers.payment.handler.ignoresKeys": false,
};

export const orchestratorNotMagic: ScenarioSource = {
  id: "orchestrator-not-magic",
  title: "What an orchestrator cannot do",
  shows: "A service that ignores its keys, a store that is lost: the orchestrator fails as the glue does.",
  seed: 1,
  hopMs: 20,
  limitMs: 60_000,
  queues: FLOW_QUEUES.map((queue) => (queue.name === "payment" ? { ...queue, ackWaitMs: 3_000 } : queue)),
  requesters: shop(3, 2_500, { timeoutMs: 8_000 }),
  workers: flowWorkers({ slow: { payment: 1_500 } }).map((worker) =>
    worker.name === "payment" && worker.handler.kind === "service"
      ? { ...worker, handler: { ...worker.handler, ignoresKeys: true } }
      : worker,
  ),
  flow: coordination({ timeoutMs: 8_000, ask: { order: "order-2", atMs: 5_500 } }),
  faults: [{ kind: "crash", at: { job: "order-2-charge", point: "before-reply" } }],
  variants: [
    {
      id: "level-6",
      title: "Level 6, the payment service ignores its keys",
      set: { "flow.design": "glue-L6" },
      violates: ["effects-at-most-once", "orders-right"],
    },
    {
      id: ORCHESTRATED,
      title: "Orchestrated, the payment service ignores its keys",
      set: { "flow.design": ORCHESTRATED },
      violates: ["effects-at-most-once", "orders-right"],
    },
    {
      id: "level-6-store-lost",
      title: "Level 6, the table is lost",
      set: { "flow.design": "glue-L6", ...STORE_LOST },
      violates: ["flows-end", "orders-right", "replies-match"],
    },
    {
      id: "orchestrated-store-lost",
      title: "Orchestrated, the store of its flows is lost",
      set: { "flow.design": ORCHESTRATED, ...STORE_LOST },
      violates: ["flows-end", "orders-right", "replies-match"],
    },
  ],
  claims: [
    {
      id: "charged-twice",
      says: "order-2 is charged twice, whoever drives it",
      check: { kind: "orders", damaged: { "order-2": ["charged-twice"] } },
      variants: ["level-6", ORCHESTRATED],
    },
    {
      id: "flow-unknown",
      says: "The money of order-2 is taken, its stock is held, and nobody knows of the order any more",
      check: { kind: "orders", damaged: { "order-2": ["paid-not-shipped", "stock-held", "stuck"] } },
      variants: LOST,
    },
    {
      id: "answers-orphaned",
      says: "The payment service's answer comes to nobody",
      check: { kind: "figure", query: ORPHANS, is: { atLeast: 1 } },
      variants: LOST,
    },
  ],
  lesson: {
    picture: [
      { shape: "orchestrator" },
      { token: "effect", of: "order-2-charge" },
      { token: "effect", of: "order-2-charge", duplicate: true },
    ],
    situation: [
      "The payment service charges the card for order-2 and dies before it can answer. Its queue delivers the command again, with the same idempotency key. But this service has never looked at keys.",
      "In two more variants it does look at keys. There somebody purges the store in which the flows are kept, while the card of order-2 is being charged.",
    ],
    tryFirst:
      "Choose the variant 'Orchestrated, the payment service ignores its keys', commit your prediction, and press play.",
    prediction: {
      question: "Does the orchestrator keep the money of order-2 right?",
      choices: [
        { id: "yes", text: "Yes: it is charged once", when: { query: CHARGES, is: { atMost: 1 } } },
        { id: "no", text: "No: it is charged twice", when: { query: CHARGES, is: { atLeast: 2 } } },
      ],
    },
    decisive: {
      at: { type: "fault-injected" },
      says: "Nothing that an orchestrator has stored can help here: look at what is outside of it.",
    },
    happened: [
      {
        text: "order-2 was charged {charges} times, {parcels} parcels left for it, and {orphans} answers about it came to nobody.",
        figures: {
          charges: { query: CHARGES },
          parcels: { query: { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } },
          orphans: { query: ORPHANS },
        },
      },
    ],
    why: [
      "An orchestrator knows what it has told a service, and what the service has answered. What the service did before it died, it cannot know; it can only send the same key again. A service that ignores the key does the work again: with glue, and with an orchestrator.",
      "And it knows a flow only as long as its store does. Without it the commands that are under way are still carried out, but their answers belong to nothing: money is taken for an order that nobody goes on with. So the store needs what any database needs: replicas and backups.",
      "What is left are the keys that the services have kept. If the shop asks once more, the flow begins anew, each step that was done before is known by its key, and the order comes right: as far as services look at keys.",
    ],
    next: { variant: "orchestrated-store-lost", text: "Lose the store of the flows." },
  },
};
