import { expect, test } from "vitest";
import { parseCron } from "../../engine/sim/stream/cron.ts";
import { nextCronIn, Zone } from "../../engine/sim/stream/zoned-cron.ts";

/** What nats-server 2.15.1's own `parseCron` answers, around the nights in which clocks are changed. */
test.each([
  ["Europe/Berlin", "0 30 2 * * *", "2026-03-28T00:00:00Z", "2026-03-28T01:30:00Z"],
  ["Europe/Berlin", "0 30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"],
  ["Europe/Berlin", "0 0 3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"],
  ["Europe/Berlin", "0 30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"],
  ["Europe/Berlin", "0 30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"],
  ["Europe/Berlin", "0 30 2 * * *", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z"],
  ["Europe/Berlin", "0 0 3 * * *", "2026-10-24T12:00:00Z", "2026-10-25T02:00:00Z"],
  ["Europe/Berlin", "0 0 * * * *", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"],
  ["Europe/Berlin", "0 0 * * * *", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"],
  ["Europe/Berlin", "0 0 * * * *", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"],
  ["Europe/Berlin", "0 0 * * * *", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"],
  ["America/New_York", "0 30 2 * * *", "2026-03-07T12:00:00Z", "2026-03-09T06:30:00Z"],
  ["America/New_York", "0 30 1 * * *", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z"],
  ["America/New_York", "0 30 1 * * *", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"],
  ["America/New_York", "0 0 9 * * MON-FRI", "2026-03-06T20:00:00Z", "2026-03-09T13:00:00Z"],
  ["Australia/Lord_Howe", "0 15 2 * * *", "2026-10-03T00:00:00Z", "2026-10-04T15:15:00Z"],
  ["Australia/Lord_Howe", "0 45 1 * * *", "2026-04-04T12:00:00Z", "2026-04-04T14:45:00Z"],
  ["Asia/Kolkata", "0 0 0 1 * *", "2026-01-15T00:00:00Z", "2026-01-31T18:30:00Z"],
  ["Africa/Cairo", "0 30 0 24 4 *", "2026-01-01T00:00:00Z", "2027-04-23T22:30:00Z"],
  ["UTC", "0 30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T02:30:00Z"],
])("%s: %s after %s is %s", (name, pattern, from, expected) => {
  const zone = Zone.named(name);
  const cron = parseCron(pattern);
  if (zone === null || cron === null) throw new Error(`${name} or ${pattern} is unknown`);
  const next = nextCronIn(zone, cron, Date.parse(from));
  expect(next === null ? null : new Date(next).toISOString().replace(".000Z", "Z")).toBe(expected);
});

test("a day that never comes is given up", () => {
  const cron = parseCron("0 0 0 31 2 *");
  const zone = Zone.named("Europe/Berlin");
  expect(zone && cron && nextCronIn(zone, cron, 0)).toBeNull();
});

test.each(["Europe/Atlantis", "europe/berlin", "+01:00", "", "../Berlin"])("%j is no time zone", (name) => {
  expect(Zone.named(name)).toBeNull();
});
