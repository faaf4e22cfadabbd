import { expect, test } from "vitest";
import { deadLetters } from "../../../../engine/scenario/checks/dead-letters.ts";
import { delivery, doneBy, factsOf, seen, sent, traceOf, type Written } from "../../../support/traces.ts";

/** order-2 is dead after `attempt` deliveries; the small scenario's limit is 3. */
const dead = (attempt: number): Written[] => [
  {
    type: "job-dead-lettered",
    ...delivery("order-2", attempt),
    reason: "no",
    deadLetters: "orders-dead",
    deadLetterSequence: 1,
    at: 900,
  },
  { type: "job-acked", ...delivery("order-2", attempt), at: 902 },
];
const others: readonly Written[] = [
  ...sent("order-1", 0),
  ...sent("order-2", 100),
  ...doneBy("worker-1", "order-1", 4),
];
const judge = (events: readonly Written[], jobs = ["order-2"]) =>
  deadLetters(factsOf(traceOf(events)), { queue: "orders", jobs });
const end = seen(1_000, { stored: 0, deadLetters: 1 });

test("true: exactly these, after the last attempt, and all others done", () => {
  expect(judge([...others, ...dead(3), end])).toEqual({
    holds: true,
    detail: "order-2 dead-lettered after 3 deliveries; all others done",
  });
});

test("false: another job, one more, or none", () => {
  expect(judge([...others, ...dead(3), end], ["order-1"]).holds).toBe(false);
  expect(judge([...others, ...dead(3), end], ["order-1", "order-2"]).holds).toBe(false);
  expect(judge([...others, end])).toEqual({ holds: false, detail: "dead-lettered: none; expected: order-2" });
});

test("false: given up too early", () => {
  expect(judge([...others, ...dead(2), end])).toEqual({ holds: false, detail: "not after 3 deliveries: order-2 (2)" });
});

test("false: the broker's dead-letter stream holds none, or two", () => {
  expect(judge([...others, ...dead(3), seen(1_000, { stored: 0, deadLetters: 0 })]).holds).toBe(false);
  expect(judge([...others, ...dead(3), seen(1_000, { stored: 0, deadLetters: 2 })]).detail).toContain(
    "holds 2 messages, expected 1",
  );
});

test("false: another job is not done, though the dead one's ack is there", () => {
  const undone = others.filter(({ type }) => type !== "job-acked");
  expect(judge([...undone, ...dead(3), end])).toEqual({ holds: false, detail: "not done: order-1" });
});
