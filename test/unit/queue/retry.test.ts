import { expect, test } from "vitest";
import { retryDelayMs } from "../../../engine/queue/retry.ts";

test("a fixed delay is the same after each attempt", () => {
  const policy = { kind: "fixed", delayMs: 250 } as const;
  expect([1, 2, 9].map((attempt) => retryDelayMs(policy, attempt))).toEqual([250, 250, 250]);
});

test("an exponential delay grows from the first attempt on, up to its greatest", () => {
  const policy = { kind: "exponential", firstMs: 100, factor: 2, maxMs: 1_000 } as const;
  expect([1, 2, 3, 4, 5, 60].map((attempt) => retryDelayMs(policy, attempt))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});

test("a delay is a whole number of milliseconds", () => {
  const policy = { kind: "exponential", firstMs: 10, factor: 1.5, maxMs: 1_000 } as const;
  expect([1, 2, 3, 4].map((attempt) => retryDelayMs(policy, attempt))).toEqual([10, 15, 23, 34]);
});

test("a policy that nobody knows is refused", () => {
  expect(() => retryDelayMs({ kind: "whenever" } as never, 1)).toThrow("whenever");
});
