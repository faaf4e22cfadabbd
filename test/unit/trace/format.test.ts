import { expect, test } from "vitest";
import { formatCount, formatDuration, formatMoney, formatMs } from "../../../engine/trace/format.ts";

test.each([
  [0, "00:00.000"],
  [4_200, "00:04.200"],
  [4_200.9, "00:04.200"],
  [59_999, "00:59.999"],
  [60_000, "01:00.000"],
  [3_604_200, "1:00:04.200"],
  [-5, "00:00.000"],
])("a moment: %s ms is %s", (at, text) => {
  expect(formatMs(at)).toBe(text);
});

test.each([
  [0, "0 ms"],
  [350, "350 ms"],
  [999.6, "1 s"],
  [1_250, "1.25 s"],
  [60_000, "1 min"],
  [90_000, "1 min 30 s"],
])("a length of time: %s ms is %s", (duration, text) => {
  expect(formatDuration(duration)).toBe(text);
});

test.each([
  [0, "€0"],
  [2_000, "€20"],
  [2_050, "€20.50"],
  [5, "€0.05"],
  [-500, "−€5"],
])("money: %s cents are %s", (cents, text) => {
  expect(formatMoney(cents)).toBe(text);
});

test("counts say one and many", () => {
  expect([formatCount(1, "job"), formatCount(0, "job"), formatCount(2, "delivery", "deliveries")]).toEqual([
    "1 job",
    "0 jobs",
    "2 deliveries",
  ]);
});
