import type { ScenarioSource } from "../engine/scenario/schema.ts";
import { coordination, FLOW_QUEUES, flowWorkers, ORCHESTRATED, shop } from "./order-flow.ts";

const CHARGES = { count: { type: "effect-applied", where: { effect: "charge", job: "order-2" } } } as const;
const PARCELS = { count: { type: "effect-applied", where: { effect: "ship", job: "order-2" } } } as const;
const CRASHES = { count: { type: "actor-crashed" } } as const;
const ORPHANS = { count: { type: "reply-orphaned", where: { request: "order-2" } } } as const;
const LOST = ["level-6-store-lost", "orchestrated-store-lost"];

/** The store is purged while the card of order-2 is being charged. */
const STORE_LOST = {
  faults: [{ kind: "lose-store", at: { job: "order-2-charge", point: "before-publish" } }],
  "workers.payment.handler.ignoresKeys": false,
};

export const orchestratorNotMagic: ScenarioSource = {
  id: "orchestrator-not-magic",
  title: "Limits of an orchestrator: a service without keys, a lost store",
  shows:
    "A service ignores its idempotency keys, or the orchestrator's store is lost. What does the orchestrator still guarantee?",
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
      says: "order-2 is charged twice, with glue and with an orchestrator.",
      check: { kind: "orders", damaged: { "order-2": ["charged-twice"] } },
      variants: ["level-6", ORCHESTRATED],
    },
    {
      id: "flow-unknown",
      says: "The card of order-2 is charged, its stock is held, and no process knows of the order any more.",
      check: { kind: "orders", damaged: { "order-2": ["paid-not-shipped", "stock-held", "stuck"] } },
      variants: LOST,
    },
    {
      id: "answers-orphaned",
      says: "The payment service's reply is an orphan.",
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
    variant: ORCHESTRATED,
    situation: [
      {
        text: "The payment service charges the card for order-2 and crashes before it can reply. Its queue delivers the command again, with the same idempotency key. But this service ignores keys.",
        when: { query: CRASHES, is: { atLeast: 1 } },
      },
      {
        text: "The payment service looks at its idempotency keys. But while the card of order-2 is being charged, somebody purges the store that holds the state of the orders.",
        when: { query: CRASHES, is: { equals: 0 } },
      },
    ],
    tryFirst: "Commit to a prediction, then press play. The run pauses when the fault strikes.",
    prediction: {
      question: "What happens to the card and the parcel of order-2?",
      choices: [
        {
          id: "twice",
          text: "Charged twice, and the parcel leaves",
          when: [
            { query: CHARGES, is: { equals: 2 } },
            { query: PARCELS, is: { atLeast: 1 } },
          ],
        },
        {
          id: "right",
          text: "Charged once, and the parcel leaves",
          when: [
            { query: CHARGES, is: { equals: 1 } },
            { query: PARCELS, is: { atLeast: 1 } },
          ],
        },
        {
          id: "stuck",
          text: "Charged once, and no parcel leaves",
          when: [
            { query: CHARGES, is: { equals: 1 } },
            { query: PARCELS, is: { equals: 0 } },
          ],
        },
      ],
    },
    decisive: {
      at: { type: "fault-injected" },
      says: "The service has charged the card, and crashed. Nothing that the orchestrator has stored says so.",
    },
    happened: [
      {
        text: "The card of order-2 was charged {charges} times, and {parcels} parcels left for it.",
        figures: { charges: { query: CHARGES }, parcels: { query: PARCELS } },
      },
      {
        text: "{orphans} replies about it came to a process that did not know the order any more.",
        figures: { orphans: { query: ORPHANS } },
        when: { query: ORPHANS, is: { atLeast: 1 } },
      },
    ],
    why: [
      "An orchestrator knows which commands it has sent, and which replies it got. What a service did before it crashed, it cannot know. It can only send the same key again. A service that ignores the key does the work again, with glue and with an orchestrator.",
      "An orchestrator knows a flow only as long as its store does. If the store is lost, the commands on their way are still carried out, but their replies belong to nothing. So the store needs what any database needs: replicas and backups.",
      "What is left are the keys that the services have stored. If the shop sends its request again, the flow starts anew, and each service recognises the steps that it has done. This repairs the order, as far as the services look at keys.",
    ],
    next: { variant: "orchestrated-store-lost", text: "Lose the store of the orders instead." },
  },
};
