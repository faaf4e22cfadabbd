import { expect, test } from "vitest";
import { queueOfSubject } from "../../../engine/queue/names.ts";
import type { Lanes } from "../../../engine/queue/config/lanes.ts";
import { laneFor, lanesOf, partitionOf } from "../../../engine/queue/lanes.ts";

const queue = (lanes?: Lanes) => ({ name: "orders", namespace: "shop", ...(lanes === undefined ? {} : { lanes }) });

test("a queue without lanes is one lane", () => {
  expect(lanesOf(queue())).toEqual([{ key: "", subject: "shop.jobs.orders", consumer: "workers" }]);
  expect(laneFor(queue(), { id: "a" }).subject).toBe("shop.jobs.orders");
});

test("a level is a lane, a partition is a lane, and both belong to their queue", () => {
  const levels = lanesOf(queue({ kind: "priorities", levels: ["urgent", "normal"], order: "strict" }));
  expect(levels.map(({ subject, consumer }) => [subject, consumer])).toEqual([
    ["shop.jobs.orders.urgent", "workers-urgent"],
    ["shop.jobs.orders.normal", "workers-normal"],
  ]);
  const partitions = lanesOf(queue({ kind: "groups", partitions: 3 }));
  expect(partitions.map(({ key }) => key)).toEqual(["0", "1", "2"]);
  for (const { subject } of [...levels, ...partitions]) expect(queueOfSubject("shop", subject)).toBe("orders");
  expect(queueOfSubject("shop", "shop.jobs.")).toBeNull();
  expect(queueOfSubject("shop", "shop.dead.orders")).toBeNull();
});

test("a group has its partition for ever, and groups are spread over all of them", () => {
  // Kept from the first version: another number here would reorder what is in people's queues.
  expect(["ann", "ben", "customer-7"].map((group) => partitionOf(group, 16))).toEqual([0, 8, 2]);
  const used = new Set(Array.from({ length: 200 }, (_, n) => partitionOf(`customer-${n}`, 16)));
  expect(used.size).toBe(16);
});
