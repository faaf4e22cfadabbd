import { expect, test } from "vitest";
import { everythingEnds } from "../../../../engine/scenario/checks/everything-ends.ts";
import { hotPartition } from "../../../../engine/scenario/checks/hot-partition.ts";
import { keyOrder } from "../../../../engine/scenario/checks/key-order.ts";
import { ledgerOf } from "../../../../engine/scenario/checks/ledger.ts";
import { logKeeps } from "../../../../engine/scenario/checks/log-keeps.ts";
import { nothingLost } from "../../../../engine/scenario/checks/nothing-lost.ts";
import { readByAll } from "../../../../engine/scenario/checks/read-by-all.ts";
import { sideBySide } from "../../../../engine/scenario/checks/side-by-side.ts";
import { appended, logFacts, looked, reads, allSent, type Place } from "../../../support/log-traces.ts";
import type { Written } from "../../../support/traces.ts";

const log = { log: "diary" };
const [a1, a2, a3, b1]: readonly [Place, Place, Place, Place] = [
  { event: "placed-1", key: "a", partition: 0, logSequence: 1 },
  { event: "placed-2", key: "a", partition: 0, logSequence: 2 },
  { event: "placed-4", key: "a", partition: 0, logSequence: 4 },
  { event: "placed-3", key: "b", partition: 1, logSequence: 3 },
];
const two = [...appended(a1, 0), ...appended(a2, 10)];
const all = [...two, ...appended(b1, 20), ...appended(a3, 30)];
const readAll = (reader: string, at: number, places: readonly Place[] = [a1, a2]): Written[] =>
  places.flatMap((place, i) => reads(reader, place, at + 100 * i));

test("read-by-all: every reader, every event", () => {
  const good = [...two, ...readAll("search", 50), ...readAll("report", 50)];
  expect(readByAll(logFacts(good), log)).toEqual({
    holds: true,
    detail: "read to the end by 2 readers: search 2, report 2",
  });
  const half = [...two, ...readAll("search", 50), ...reads("report", a1, 50)];
  expect(readByAll(logFacts(half), log)).toEqual({ holds: false, detail: "report has not read placed-2" });
});

test("read-by-all: false where there is nothing to read, and true of what lies after where a reader began", () => {
  expect(readByAll(logFacts([]), log).holds).toBe(false);
  const late = { readers: [{ name: "search", from: { sequence: 2 } }] };
  expect(readByAll(logFacts([...two, ...reads("search", a2, 50)], late), log).holds).toBe(true);
  expect(readByAll(logFacts([...two, ...reads("search", a1, 50)], late), log).holds).toBe(false);
});

test("read-by-all: in hand is not read", () => {
  const [read] = reads("search", a2, 150);
  const facts = logFacts([...two, ...reads("search", a1, 50), read as Written], { readers: [{ name: "search" }] });
  expect(readByAll(facts, log)).toEqual({ holds: false, detail: "search has not read placed-2" });
});

test("log-keeps: the broker's last word counts all that was appended, copies of one id once", () => {
  const again: Written = { type: "event-appended", log: "diary", ...a1, duplicate: true, actor: "shop", at: 12 };
  expect(logKeeps(logFacts([...two, again, looked(50, 2)]), log)).toEqual({
    holds: true,
    detail: "diary holds 2 of 2 events at the end",
  });
  expect(logKeeps(logFacts([...two, looked(50, 2), looked(60, 1)]), log).holds).toBe(false);
  expect(logKeeps(logFacts([looked(50, 0)]), log).holds).toBe(false);
  expect(logKeeps(logFacts(two), log).detail).toBe("diary was never observed: its log producers did not finish");
});

test("key-order: one after the other within a key, side by side across keys", () => {
  const beside = [...all, ...reads("search", a1, 50), ...reads("search", b1, 60), ...reads("search", a2, 150)];
  expect(keyOrder(logFacts(beside, { readers: [{ name: "search" }] }), log)).toEqual({
    holds: true,
    detail: "2 keys, each in its order",
  });
});

test("key-order: false for what is taken before the one ahead of it is done, or has been skipped", () => {
  const only = { readers: [{ name: "search" }] };
  const overlapping = [...two, ...reads("search", a1, 50), ...reads("search", a2, 120)];
  expect(keyOrder(logFacts(overlapping, only), log)).toEqual({
    holds: false,
    detail: "out of order: search took placed-2 before the end of placed-1",
  });
  const skipped = [...all, ...reads("search", a1, 50), ...reads("search", a3, 200)];
  expect(keyOrder(logFacts(skipped, only), log).detail).toContain("placed-4 before the end of placed-2");
  expect(keyOrder(logFacts([], only), log).holds).toBe(false);
});

test("key-order: who goes back may begin anew, who does not may read again only what it has in hand", () => {
  const only = { readers: [{ name: "search" }] };
  const once = [...two, ...readAll("search", 50)];
  const back: Written = { type: "offsets-forgotten", log: "diary", reader: "search", actor: "search-1", at: 400 };
  expect(keyOrder(logFacts([...once, back, ...readAll("search", 500)], only), log).holds).toBe(true);
  expect(keyOrder(logFacts([...once, back, ...reads("search", a2, 500)], only), log).holds).toBe(false);
});

test("key-order: in the order of time, not of arrival: processes write to pipes of their own", () => {
  const [read1, done1, moved1] = reads("search", a1, 50) as [Written, Written, Written];
  const [read2, done2, moved2] = reads("search", a2, 160) as [Written, Written, Written];
  const mixed = [...two, read1, read2, done1, moved1, done2, moved2];
  expect(keyOrder(logFacts(mixed, { readers: [{ name: "search" }] }), log).holds).toBe(true);
});

test("side-by-side: as many as were in hand at once, and no more than claimed", () => {
  const only = { readers: [{ name: "search" }] };
  const beside = logFacts([...all, ...reads("search", a1, 50), ...reads("search", b1, 60)], only);
  expect(sideBySide(beside, { ...log, atLeast: 2 })).toEqual({
    holds: true,
    detail: "at its busiest a reader had 2 in hand at once",
  });
  expect(sideBySide(beside, { ...log, atMost: 1 }).holds).toBe(false);
  const after = logFacts([...all, ...reads("search", a1, 50), ...reads("search", b1, 200)], only);
  expect(sideBySide(after, { ...log, atLeast: 2 }).holds).toBe(false);
  expect(sideBySide(after, { ...log, atMost: 1 }).holds).toBe(true);
  expect(sideBySide(logFacts(all, only), log).holds).toBe(false);
});

test("side-by-side: what a process died with is in nobody's hands", () => {
  const [read] = reads("search", a1, 50) as [Written];
  const died: Written = { type: "actor-crashed", role: "reader", by: "fault", detail: "", actor: "search-1", at: 80 };
  const again = reads("search", a1, 300).map((event) => ({ ...event, incarnation: 2 }));
  const beside = reads("search", b1, 310).map((event) => ({ ...event, incarnation: 2 }));
  const facts = logFacts([...all, read, died, ...again, ...beside], { readers: [{ name: "search" }] });
  expect(sideBySide(facts, { ...log, atMost: 2 }).holds).toBe(true);
});

test("hot-partition: the fullest one is not through when all others are", () => {
  const only = { readers: [{ name: "search" }] };
  const lags = [...all, ...reads("search", a1, 50), ...reads("search", b1, 60), ...readAll("search", 200, [a2, a3])];
  expect(hotPartition(logFacts(lags, only), { ...log, atLeast: 2 })).toEqual({
    holds: true,
    detail: "partition 0 had 2 events left when all others were read",
  });
  expect(hotPartition(logFacts(lags, only), { ...log, atLeast: 3 }).holds).toBe(false);
  const through = [...all, ...readAll("search", 50, [a1, a2, a3]), ...reads("search", b1, 900)];
  expect(hotPartition(logFacts(through, only), { ...log, atLeast: 1 }).holds).toBe(false);
  expect(hotPartition(logFacts([...two, ...readAll("search", 50)], only), { ...log, atLeast: 1 }).holds).toBe(false);
});

test("nothing-lost: each reader has read what the log took, or has it still ahead by the broker's count", () => {
  const good = [...two, ...readAll("search", 50), ...readAll("report", 50)];
  const at = (left: { readonly [reader: string]: number }, stored = 2) => looked(900, stored, left);
  expect(nothingLost(logFacts([...good, at({ search: 0, report: 0 })]))).toEqual({
    holds: true,
    detail: "0 jobs and 2 events accepted, all accounted for",
  });
  const behind = [...two, ...readAll("search", 50), ...reads("report", a1, 50)];
  expect(nothingLost(logFacts([...behind, at({ search: 0, report: 1 })])).holds).toBe(true);
  expect(nothingLost(logFacts([...behind, at({ search: 0, report: 0 })]))).toEqual({
    holds: false,
    detail: "neither read by report nor ahead of it: placed-2",
  });
  expect(nothingLost(logFacts([...good, at({ search: 0, report: 0 }, 1)])).detail).toBe("gone from diary: 1 event");
  // Who has never come has everything ahead.
  expect(nothingLost(logFacts([...two, ...readAll("search", 50), at({ search: 0 })])).holds).toBe(true);
});

test("nothing-lost: what the log deleted because its time was over is lost to nobody", () => {
  const short = { logs: [{ name: "diary", partitions: 2, keepMs: 1_000 }], readers: [{ name: "search" }] };
  const gone = (at: number) => nothingLost(logFacts([...two, looked(at, 0, { search: 0 })], short));
  expect(gone(1_500).holds).toBe(true);
  expect(gone(500).holds).toBe(false);
});

test("everything-ends: when whoever appends has finished and every reader has caught up", () => {
  const good = [...two, ...readAll("search", 50), ...readAll("report", 50), ...allSent(90)];
  expect(everythingEnds(logFacts([...good, looked(900, 2, { search: 0, report: 0 })])).holds).toBe(true);
  expect(everythingEnds(logFacts([...good, looked(900, 2, { search: 0, report: 1 })])).detail).toContain(
    "1 ahead of report",
  );
  expect(everythingEnds(logFacts([...good, looked(900, 2, { search: 0 })])).detail).toContain("all ahead of report");
  expect(everythingEnds(logFacts([...two, looked(900, 2, { search: 0, report: 0 })])).detail).toBe(
    "0 of 2 producers, requesters and log producers had finished at the limit",
  );
});

test("the ledger: a reader that charges owes each event once, and a replay without a key shows", () => {
  const handler = { kind: "charge", serviceMs: 50, key: "none" } as const;
  const charge = (job: string): Written => {
    return { type: "effect-applied", effect: "charge", job, key: null, amountCents: 700, actor: "outside", at: 90 };
  };
  const books = (...jobs: string[]) =>
    ledgerOf(logFacts([...two, ...jobs.map(charge)], { readers: [{ name: "search", handler }] }));
  expect(books("placed-1", "placed-2")).toEqual({
    expected: { effects: 2, cents: 1_400 },
    actual: { effects: 2, cents: 1_400 },
  });
  expect(books("placed-1", "placed-2", "placed-1").actual.cents).toBe(2_100);
});
