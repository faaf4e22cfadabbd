import { expect, test } from "vitest";
import { getAt, setAt } from "../../../engine/kernel/paths.ts";

const root = {
  queues: [
    { name: "orders", ackWaitMs: 5 },
    { name: "mails", ackWaitMs: 7 },
  ],
  faults: [{ at: { point: "before-ack" } }],
  none: null,
};

test.each([
  ["queues.orders.ackWaitMs", 5],
  ["queues.1.ackWaitMs", 7],
  ["faults.0.at.point", "before-ack"],
  ["none", null],
  ["queues.letters.ackWaitMs", undefined],
  ["queues.2", undefined],
  ["queues.-1", undefined],
  ["none.deeper", undefined],
  ["nowhere", undefined],
])("getAt: %s holds %j", (path, expected) => {
  expect(getAt(root, path)).toEqual(expected);
});

test("setAt returns a copy with one value changed and leaves the original alone", () => {
  const before = JSON.stringify(root);
  const changed = setAt(root, "queues.mails.ackWaitMs", 9);
  expect(changed).toEqual({ ...root, queues: [root.queues[0], { name: "mails", ackWaitMs: 9 }] });
  expect(setAt(root, "faults", [])).toEqual({ ...root, faults: [] });
  expect(JSON.stringify(root)).toBe(before);
});

test("setAt: only the last step may be new", () => {
  expect(setAt(root, "queues.orders.maxAttempts", 3)).toMatchObject({ queues: [{ maxAttempts: 3 }, {}] });
  for (const path of [
    "queues.letters.ackWaitMs",
    "queues.5",
    "nowhere.at.all",
    "none.deeper",
    "queues.orders.ackWaitMs.deeper",
  ]) {
    expect(setAt(root, path, 1), path).toBeNull();
  }
});

test("a list member's name goes before its index", () => {
  const list = [{ name: "b" }, { name: "0" }];
  expect(getAt(list, "0")).toEqual({ name: "0" });
  expect(getAt(list, "1")).toEqual({ name: "0" });
});
