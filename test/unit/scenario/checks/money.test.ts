import { expect, test } from "vitest";
import { effectsAtMostOnce } from "../../../../engine/scenario/checks/effects-at-most-once.ts";
import { ledger, ledgerOf } from "../../../../engine/scenario/checks/ledger.ts";
import { doneBy, factsOf, sent, traceOf, type Written } from "../../../support/traces.ts";

const good: readonly Written[] = [
  ...sent("order-1", 0),
  ...doneBy("worker-1", "order-1", 4),
  ...sent("order-2", 100),
  ...doneBy("worker-1", "order-2", 104),
];
const charge = (job: string): Written => ({
  type: "effect-applied",
  effect: "charge",
  job,
  key: null,
  amountCents: 2_000,
  actor: "outside",
  at: 500,
});
const facts = (events: readonly Written[]) => factsOf(traceOf(events));

test("effects-at-most-once: false as soon as one job had two", () => {
  expect(effectsAtMostOnce(facts(good)).holds).toBe(true);
  expect(effectsAtMostOnce(facts([]))).toMatchObject({ holds: true });
  expect(effectsAtMostOnce(facts([...good, charge("order-2")]))).toEqual({
    holds: false,
    detail: "more than one effect: order-2 (2 times)",
  });
});

test("effects-at-most-once: a repetition that the provider recognised is no second effect", () => {
  const recognised: Written = {
    type: "effect-deduplicated",
    effect: "charge",
    job: "order-1",
    key: "order-1",
    amountCents: 2_000,
    actor: "outside",
  };
  expect(effectsAtMostOnce(facts([...good, recognised])).holds).toBe(true);
});

test("ledger: ordered is what was accepted, charged is what the outside services did", () => {
  expect(ledgerOf(facts(good))).toEqual({
    expected: { effects: 2, cents: 4_000 },
    actual: { effects: 2, cents: 4_000 },
  });
  expect(ledgerOf(facts([...good, charge("order-1")])).actual).toEqual({ effects: 3, cents: 6_000 });
});

test("ledger: what was sent and never stored is not owed; neither is an amount that is no number", () => {
  const [sentOnly] = sent("order-3", 200);
  const spoiled: Written[] = sent("order-3", 200).map((event) =>
    event.type === "job-sent" ? { ...event, payload: { order: "order-3", amountCents: "twenty" } } : event,
  );
  expect(ledgerOf(facts([...good, sentOnly as Written])).expected.cents).toBe(4_000);
  expect(ledgerOf(facts([...good, ...spoiled])).expected).toEqual({ effects: 2, cents: 4_000 });
});

test("ledger: jobs of a queue that charges nothing are not owed", () => {
  const workers = [{ name: "worker", queue: "orders", handler: { kind: "work", serviceMs: 5 } }] as const;
  expect(ledgerOf(factsOf(traceOf(good), { workers: [...workers] })).expected).toEqual({ effects: 0, cents: 0 });
});

test("ledger: equal, more and less are told apart", () => {
  const holds = (events: readonly Written[], actual: "equals-expected" | "exceeds-expected") =>
    ledger(facts(events), { actual }).holds;
  const more = [...good, charge("order-1")];
  const less = good.filter((event) => !(event.type === "effect-applied" && event.job === "order-2"));
  expect([good, more, less].map((events) => holds(events, "equals-expected"))).toEqual([true, false, false]);
  expect([good, more, less].map((events) => holds(events, "exceeds-expected"))).toEqual([false, true, false]);
  expect(ledger(facts(more), { actual: "equals-expected" }).detail).toBe("ordered €40, charged €60");
});

test("ledger: sums that agree prove nothing when one customer paid for another", () => {
  const swapped: Written[] = [
    ...sent("order-1", 0),
    ...doneBy("worker-1", "order-1", 4),
    ...sent("order-2", 100),
    charge("order-1"),
  ];
  expect(ledger(facts(swapped), { actual: "equals-expected" })).toEqual({
    holds: false,
    detail: "ordered €40, charged €40, but not for the same: order-1, order-2",
  });
  expect(ledger(facts(good), { actual: "equals-expected" }).holds).toBe(true);
});
