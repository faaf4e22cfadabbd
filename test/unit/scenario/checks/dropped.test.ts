import { expect, test } from "vitest";
import { dropped } from "../../../../engine/scenario/checks/dropped.ts";
import { ledgerOf } from "../../../../engine/scenario/checks/ledger.ts";
import { nothingLost } from "../../../../engine/scenario/checks/nothing-lost.ts";
import { verdictSentence } from "../../../../engine/scenario/run/sentence.ts";
import { doneBy, factsOf, seen, sent, traceOf, type Written } from "../../../support/traces.ts";

const queues = (overflow: "drop-oldest" | "reject") => ({
  queues: [{ name: "orders", ackWaitMs: 1_000, bound: { jobs: 2, overflow } }],
});
/** order-1 to order-4 are stored one after the other, and these are done. */
const facts = (done: readonly number[], stored: number, overflow: "drop-oldest" | "reject" = "drop-oldest") => {
  const events: Written[] = [
    ...[1, 2, 3, 4].flatMap((n) => sent(`order-${n}`, n * 10)),
    ...done.flatMap((n) => doneBy("worker-1", `order-${n}`, 100 * n)),
    seen(1_000, { stored }),
  ];
  return factsOf(traceOf(events), queues(overflow));
};
const judge = (of: ReturnType<typeof facts>, atLeast = 1) => dropped(of, { queue: "orders", atLeast });

test("true: what is not done, not there, and followed by as many as the queue takes", () => {
  const two = facts([3, 4], 0);
  expect(judge(two, 2)).toEqual({ holds: true, detail: "dropped, though confirmed: order-1, order-2" });
  expect(nothingLost(two)).toEqual({
    holds: false,
    detail: "confirmed, and dropped by a full queue: order-1, order-2",
  });
  expect(verdictSentence(two, ledgerOf(two), [])).toMatch(/^Of 4 jobs, 2 are done, 2 dropped by the full queue;/);
});

test("what somebody had in hand and finished was not lost", () => {
  expect(judge(facts([1, 3, 4], 0), 2)).toEqual({ holds: false, detail: "dropped, though confirmed: order-2" });
});

test("what is in the queue at the end are the newest", () => {
  const waiting = facts([], 2);
  expect([...waiting.dropped]).toEqual(["order-1", "order-2"]);
  expect([...facts([1], 2).dropped]).toEqual(["order-2"]);
});

test("false: nothing is gone, or the queue drops nothing", () => {
  expect(judge(facts([1, 2, 3, 4], 0))).toEqual({ holds: false, detail: "the queue dropped nothing" });
  const refusing = facts([3, 4], 0, "reject");
  expect(judge(refusing).holds).toBe(false);
  expect(nothingLost(refusing).detail).toBe("neither done nor dead-lettered nor in the queue: order-1, order-2");
});

test("what no newer one can have pushed out is lost, and not dropped", () => {
  const missing = facts([1, 2, 3], 0);
  expect([...missing.dropped]).toEqual([]);
  expect(nothingLost(missing).detail).toBe("neither done nor dead-lettered nor in the queue: order-4");
});
