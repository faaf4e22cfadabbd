import type { JsonValue } from "../kernel/json.ts";

/** The payload that producers send and handlers expect: an order and its price. */
export type OrderPayload = { readonly order: string; readonly amountCents: number };

/** A handler cannot use this payload; another try will not help. */
export class InvalidPayloadError extends Error {
  override readonly name = "InvalidPayloadError";
}

/** `spoiled`: the amount is a text and no number, as from an unchecked form. */
export function orderPayload(order: string, amountCents: number, spoiled: boolean): JsonValue {
  return spoiled ? { order, amountCents: "twenty" } : { order, amountCents };
}

/** @throws InvalidPayloadError naming the field. */
export function readOrder(payload: JsonValue): OrderPayload {
  const { order, amountCents } = (payload ?? {}) as Partial<Record<keyof OrderPayload, JsonValue>>;
  if (typeof order !== "string") throw new InvalidPayloadError("order is not a text");
  if (typeof amountCents !== "number" || !Number.isInteger(amountCents)) {
    throw new InvalidPayloadError(`amountCents is ${JSON.stringify(amountCents)}, not a whole number`);
  }
  return { order, amountCents };
}
