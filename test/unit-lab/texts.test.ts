import { describe, expect, test } from "vitest";
import { formatCount, formatDuration, formatMoney, formatMs } from "../../engine/trace/format.ts";

describe("format", () => {
  test("moments have one width, so that numbers do not jump", () => {
    expect([0, 4_200, 61_005.9, 3_600_000 + 62_003].map(formatMs)).toEqual([
      "00:00.000",
      "00:04.200",
      "01:01.005",
      "1:01:02.003",
    ]);
    expect(formatMs(-5)).toBe("00:00.000");
  });

  test("durations use the unit that a person would", () => {
    expect([0, 350, 5_000, 1_250, 120_000, 90_500].map(formatDuration)).toEqual([
      "0 ms",
      "350 ms",
      "5 s",
      "1.25 s",
      "2 min",
      "1 min 30.5 s",
    ]);
  });

  test("money", () => {
    expect([2_000, 2_050, 5, -500].map(formatMoney)).toEqual(["€20", "€20.50", "€0.05", "−€5"]);
  });

  test("counts", () => {
    expect([formatCount(1, "job"), formatCount(0, "job"), formatCount(2, "delivery", "deliveries")]).toEqual([
      "1 job",
      "0 jobs",
      "2 deliveries",
    ]);
  });
});
