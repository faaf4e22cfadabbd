import { z } from "zod";
import { idText, range } from "./schema/fields.ts";

/** What a scenario may name of the engine: brokers and handlers. */
export const BROKERS = ["sim", "nats", "wasm"] as const;
export type BrokerName = (typeof BROKERS)[number];

/** The broker that a name means today; traces, links and commands from before still say `tab` for the simulated server. */
export function currentBroker(name: unknown): unknown {
  return name === "tab" ? "sim" : name;
}

/** Whether runs on it are in virtual time: byte for byte the same, and with no processes. */
export function isVirtual(broker: BrokerName): boolean {
  return broker !== "nats";
}

export const handlerSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("work").describe("Takes its time; changes nothing outside."), serviceMs: range }),
  z.strictObject({
    kind: z.literal("charge").describe("Charges the job's amount at a payment provider."),
    serviceMs: range,
    key: z.enum(["none", "job"]).default("none").describe("The idempotency key sent with the charge."),
    fenced: z
      .boolean()
      .default(false)
      .describe("Its run's fencing token goes along; the queue needs `fencing`. An older token is refused."),
  }),
  z.strictObject({
    kind: z.literal("hand-on").describe("Puts what it got into another queue, and is done."),
    serviceMs: range,
    to: idText.describe("The other queue: a job follow-up-of-order-1 for order-1."),
  }),
  z.strictObject({
    kind: z.literal("service").describe("Does what an order's commands say, and answers."),
    serviceMs: range,
    refuses: z
      .array(
        z.strictObject({
          order: idText,
          action: z.enum(["reserve", "check", "charge", "ship", "notify"]),
          first: z.boolean().default(false).describe("Only the first command; a later one it obeys."),
        }),
      )
      .default([])
      .describe("What it says no to, as its business: nothing is done."),
    ignoresKeys: z
      .boolean()
      .default(false)
      .describe("It pays no attention to idempotency keys: whatever comes again is done again."),
  }),
]);
