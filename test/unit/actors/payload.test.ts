import { expect, test } from "vitest";
import { InvalidPayloadError, orderPayload, readOrder } from "../../../engine/actors/payload.ts";
import type { JsonValue } from "../../../engine/kernel/json.ts";

test("a producer's payload is what a handler reads", () => {
  expect(readOrder(orderPayload("order-1", 2_000, false))).toEqual({ order: "order-1", amountCents: 2_000 });
});

test("a spoiled payload is refused, with the field and what stood there", () => {
  expect(() => readOrder(orderPayload("order-1", 2_000, true))).toThrow('amountCents is "twenty", not a whole number');
});

test.each<[JsonValue, string]>([
  [null, "order is not a text"],
  [{ amountCents: 1 }, "order is not a text"],
  [{ order: "a" }, "amountCents is undefined"],
  [{ order: "a", amountCents: 1.5 }, "amountCents is 1.5"],
  ["text", "order is not a text"],
  [[], "order is not a text"],
])("%j is no order", (payload, words) => {
  expect(() => readOrder(payload)).toThrow(InvalidPayloadError);
  expect(() => readOrder(payload)).toThrow(words);
});
