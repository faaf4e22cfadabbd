import type { Answers } from "../questions.ts";
import { chosen, type Piece } from "./piece.ts";

const SERVICES = { stock: 150, payment: 200, shipping: 250, mail: 450 } as const;
type Service = keyof typeof SERVICES;

/** The order's flow: orchestrated, and with `level-2` as its twin in queue glue. */
export function flowStart({ steps, waits, status }: Answers): Piece {
  return chosen([
    {
      fields: {
        hopMs: 40,
        queues: [
          { name: "orders", ackWaitMs: 5_000 },
          ...Object.keys(SERVICES).map((name) => ({ name, ackWaitMs: 1_500 })),
        ],
        requesters: [
          { name: "shop", queue: "orders", requestName: "order", requests: 3, everyMs: 2_000, timeoutMs: 10_000 },
        ],
        workers: (Object.keys(SERVICES) as Service[]).map((name) => service(name, steps)),
        flow: {
          kind: "order",
          design: "orchestrated",
          timeoutMs: 2_000,
          sweepMs: 500,
          replyAckWaitMs: 3_000,
          restartAfterMs: waits === "yes" ? 4_000 : 1_000,
          ...(status === "yes" ? { ask: { order: "order-2", atMs: 5_000 } } : {}),
        },
        faults: [{ kind: "crash", at: { job: "order-2-notify", point: "before-publish" } }],
        variants: [
          { id: "orchestrated", title: "Orchestrated: one durable machine owns each order" },
          {
            id: "level-2",
            title: "Queue glue, level 2: a persisted table",
            set: { "flow.design": "glue-L2" },
            violates: ["flows-end", "orders-right"],
          },
        ],
      },
      contains: [
        "An orchestrator sees three orders through four services; each service has a queue. The variant level-2 does the same with queue glue.",
        "The coordinator crashes between two commands of order-2.",
      ],
    },
    steps === "undo" && {
      fields: {},
      contains: ["The carrier refuses the parcel of order-3, so its charge is refunded."],
    },
    waits === "yes" && {
      fields: {},
      contains: ["The coordinator stays down for four seconds. Deadlines that passed meanwhile fire when it is back."],
    },
    status === "yes" && { fields: {}, contains: ["After five seconds somebody asks where order-2 is."] },
  ]);
}

function service(name: Service, steps: Answers["steps"]) {
  const refuses = name === "shipping" && steps === "undo" ? [{ order: "order-3", action: "ship" as const }] : [];
  const serviceMs: [number, number] = [SERVICES[name] - 50, SERVICES[name] + 50];
  return {
    name,
    queue: name,
    restartAfterMs: 1_000,
    handler: { kind: "service" as const, serviceMs, ...(refuses.length > 0 ? { refuses } : {}) },
  };
}
