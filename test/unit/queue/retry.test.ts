import { expect, test } from "vitest";
import { checkRetryPolicy, retryDelayMs } from "../../../engine/queue/config/retry.ts";

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

test("a list gives one delay an attempt, its last one for all that follow", () => {
  const policy = { kind: "list", delaysMs: [10, 500, 60_000] } as const;
  expect([1, 2, 3, 4, 99].map((attempt) => retryDelayMs(policy, attempt))).toEqual([10, 500, 60_000, 60_000, 60_000]);
});

test("full jitter draws between nothing and the delay, equal jitter keeps half of it", () => {
  const jobs = Array.from({ length: 400 }, (_, n) => `job-${n}`);
  const drawn = (jitter: "full" | "equal") =>
    jobs.map((job) => retryDelayMs({ kind: "fixed", delayMs: 1_001, jitter }, 1, job));
  const [full, equal] = [drawn("full"), drawn("equal")];
  expect(Math.min(...full)).toBeLessThan(50);
  expect(Math.max(...full)).toBeLessThanOrEqual(1_001);
  expect(Math.max(...full)).toBeGreaterThan(950);
  expect(Math.min(...equal)).toBeGreaterThanOrEqual(500);
  expect(Math.max(...equal)).toBeLessThanOrEqual(1_001);
  expect(drawn("full")).toEqual(full);
});

test("jitter of the same job differs between attempts and between seeds", () => {
  const policy = { kind: "fixed", delayMs: 100_000, jitter: "full" } as const;
  const draws = [1, 2, 3].map((attempt) => retryDelayMs(policy, attempt, "job-1"));
  expect(new Set([...draws, retryDelayMs(policy, 1, "job-1", 7)]).size).toBe(4);
});

test.each([
  [{ kind: "whenever" }, 'kind: found "whenever", expected "fixed" or "exponential" or "list"'],
  [{ kind: "fixed" }, "delayMs: found nothing, expected a number"],
  [{ kind: "fixed", delayMs: 1.5 }, "delayMs: found 1.5, expected a whole number"],
  [{ kind: "fixed", delayMs: Number.NaN }, "delayMs: found NaN, expected a number"],
  [{ kind: "fixed", delayMs: Infinity }, "delayMs: found Infinity, expected a number"],
  [{ kind: "exponential", firstMs: 1, maxMs: 5, factor: 0 }, "factor: found 0, expected at least 1"],
  [{ kind: "exponential", factor: 2, maxMs: 5 }, "firstMs: found nothing, expected a number"],
  [{ kind: "list", delaysMs: [] }, "delaysMs: found [], expected at least 1 entry"],
  [{ kind: "list", delaysMs: [5, -1] }, "delaysMs.1: found -1, expected at least 0"],
  [{ kind: "fixed", delayMs: 1, jitter: "some" }, 'jitter: found "some", expected "full" or "equal"'],
  [
    { kind: "fixed", delayMs: 1, jiter: "full" },
    "jiter: found an unknown field, expected one of kind, delayMs, jitter",
  ],
  [null, "found null, expected an object"],
])("a policy that came as data is read with care: %j", (policy, fault) => {
  expect(() => checkRetryPolicy(policy, "the retry of job a")).toThrow(`the retry of job a: ${fault}`);
});

test("what a policy leaves out has a default", () => {
  const policy = checkRetryPolicy({ kind: "exponential", firstMs: 10 }, "the retry of job a");
  expect(policy).toEqual({ kind: "exponential", firstMs: 10, factor: 2, maxMs: 60_000 });
});
