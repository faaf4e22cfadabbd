import { expect, test } from "vitest";
import { LaneScheduler } from "../../../engine/queue/work/lane-scheduler.ts";

const levels = ["urgent", "normal", "bulk"];
const orders = (turns: LaneScheduler, count: number) => Array.from({ length: count }, () => turns.order().join(""));

test("TU1: strict priorities ask in the same order every time", () => {
  expect(orders(new LaneScheduler({ kind: "priorities", levels, order: "strict" }, 3), 3)).toEqual([
    "012",
    "012",
    "012",
  ]);
});

test("TU2: weighted priorities begin with each level as often as its weight says, evenly spread", () => {
  const turns = new LaneScheduler({ kind: "priorities", levels, order: "weighted", weights: [5, 1, 1] }, 3);
  expect(orders(turns, 7)).toEqual(["012", "012", "102", "012", "201", "012", "012"]);
  const firsts = orders(turns, 70).map((order) => order[0]);
  expect(["0", "1", "2"].map((n) => firsts.filter((first) => first === n).length)).toEqual([50, 10, 10]);
});

test("TU3: groups begin in turn, and with the one that rang", () => {
  const turns = new LaneScheduler({ kind: "groups", partitions: 3 }, 3);
  expect(orders(turns, 4)).toEqual(["012", "120", "201", "012"]);
  turns.rang(0);
  expect(orders(turns, 2)).toEqual(["012", "120"]);
});
