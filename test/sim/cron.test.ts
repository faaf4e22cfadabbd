import { expect, test } from "vitest";
import { nextCron, parseCron } from "../../engine/sim/stream/cron.ts";

/** The moments after `from` (UTC) at which a pattern fits. */
function firings(pattern: string, from: string, count: number): string[] {
  const parsed = parseCron(pattern);
  if (parsed === null) throw new Error(`${pattern} is no pattern`);
  const all: string[] = [];
  for (let at: number | null = Date.parse(from); all.length < count;) {
    at = nextCron(parsed, at);
    if (at === null) break;
    all.push(new Date(at).toISOString().replace(".000Z", ""));
  }
  return all;
}

test.each([
  ["* * * * * *", "2026-01-01T00:00:00.500Z", ["2026-01-01T00:00:01", "2026-01-01T00:00:02"]],
  ["*/20 * * * * *", "2026-01-01T00:00:00Z", ["2026-01-01T00:00:20", "2026-01-01T00:00:40", "2026-01-01T00:01:00"]],
  ["50/5 59 23 * * *", "2026-01-01T00:00:00Z", ["2026-01-01T23:59:50", "2026-01-01T23:59:55", "2026-01-02T23:59:50"]],
  ["0 0 9-17/4 * * *", "2026-01-01T10:00:00Z", ["2026-01-01T13:00:00", "2026-01-01T17:00:00", "2026-01-02T09:00:00"]],
  [
    "0 30 3 1,15 FEB-MAR *",
    "2026-01-20T00:00:00Z",
    ["2026-02-01T03:30:00", "2026-02-15T03:30:00", "2026-03-01T03:30:00"],
  ],
  ["0 0 0 29 2 *", "2026-01-01T00:00:00Z", ["2028-02-29T00:00:00"]],
  ["0 0 0 31 2 *", "2026-01-01T00:00:00Z", []],
  ["@weekly", "2026-01-01T00:00:00Z", ["2026-01-04T00:00:00", "2026-01-11T00:00:00"]],
  ["@hourly", "2026-12-31T23:00:00Z", ["2027-01-01T00:00:00"]],
])("%s after %s", (pattern, from, expected) => {
  expect(firings(pattern, from, Math.max(1, expected.length))).toEqual(expected);
});

test("a day fits both day fields when one is open, and either of them otherwise", () => {
  const from = "2026-01-01T00:00:00Z";
  expect(firings("0 0 0 13 * ?", from, 2)).toEqual(["2026-01-13T00:00:00", "2026-02-13T00:00:00"]);
  expect(firings("0 0 0 * * FRI", from, 2)).toEqual(["2026-01-02T00:00:00", "2026-01-09T00:00:00"]);
  expect(firings("0 0 0 13 * FRI", from, 3)).toEqual([
    "2026-01-02T00:00:00",
    "2026-01-09T00:00:00",
    "2026-01-13T00:00:00",
  ]);
});
