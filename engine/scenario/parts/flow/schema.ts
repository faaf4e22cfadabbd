import { z } from "zod";
import type { GlueLevel } from "../../../flow/glue/levels.ts";
import { idText, millis, positive } from "../../../actors/fields.ts";

/** The designs that can drive an order through its steps. */
export const ORDER_DESIGNS = [
  "glue-L0",
  "glue-L1",
  "glue-L2",
  "glue-L3",
  "glue-L4",
  "glue-L5",
  "glue-L6",
  "orchestrated",
] as const;
/** Naive restoring exists for the second carrier only. */
export const DESIGNS = [...ORDER_DESIGNS, "naive-xstate"] as const;
export type OrderDesign = (typeof ORDER_DESIGNS)[number];
export type Design = (typeof DESIGNS)[number];

/**
 * What the flow is. `order`: the order, over five queues. `one-step`: a single job, which needs no orchestrator.
 * `second-carrier`: the order; when the carrier refuses the parcel, the flow waits and then asks another carrier.
 */
export const FLOW_KINDS = ["order", "one-step", "second-carrier"] as const;
export type FlowKind = (typeof FLOW_KINDS)[number];

/** How an orchestrator registers the second version of a flow when that is deployed. */
export const UPGRADES = ["beside", "same-name", "alone"] as const;
export type Upgrade = (typeof UPGRADES)[number];

const flowSchema = z.strictObject({
  kind: z
    .enum(FLOW_KINDS)
    .default("order")
    .describe("What the flow is: an order, a job of one step, or an order that asks a second carrier if one refuses."),
  design: z
    .enum(DESIGNS)
    .describe(
      "Queue glue of a level, from naive (L0) to one with an outbox (L6); an orchestrator; or XState's snapshots, restored naively.",
    ),
  coordinators: positive.max(8).default(1).describe("The number of coordinators: coordinator-1, coordinator-2, …"),
  timeoutMs: positive.max(3_600_000).default(3_000).describe("How long to wait for a step's answer."),
  tries: positive
    .max(10)
    .default(2)
    .describe("How often a command is sent in total before the flow gives up its step."),
  sweepMs: positive.max(600_000).default(1_000).describe("How long a sweeper waits between two sweeps."),
  replyAckWaitMs: millis.min(50).default(5_000).describe("Visibility timeout of the coordinators' reply queue."),
  restartAfterMs: millis.nullable().default(2_000),
  upgrade: z
    .enum(UPGRADES)
    .default("beside")
    .describe(
      "How an orchestrator registers version 2 when it is deployed: beside version 1, under the name of version 1, or alone.",
    ),
  ask: z
    .strictObject({ order: idText, atMs: millis })
    .nullable()
    .default(null)
    .describe("Someone asks where this order is: the run counts the places that must be searched."),
});

export const flowFields = {
  flow: flowSchema
    .optional()
    .describe("Coordinators for orders that arrive on the queue `orders`; services work on the queues of their steps."),
};
export type FlowSpec = z.output<typeof flowSchema>;

/** The level of a glue design; null for any other design. */
export function glueLevel(design: Design): GlueLevel | null {
  return design === "orchestrated" || design === "naive-xstate"
    ? null
    : (Number(design.slice("glue-L".length)) as GlueLevel);
}

/** The column name of a scenario without a flow, in a comparison with others that have one: only a queue and its workers. */
export const PLAIN_QUEUE = "queue";

/** Whether the flow has orders to judge: stock, money, parcel and mail. */
export function isAboutOrders(flow: { readonly kind: FlowKind } | undefined): boolean {
  return flow !== undefined && flow.kind !== "one-step";
}
