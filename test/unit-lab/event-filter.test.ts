import { expect, test } from "vitest";
import {
  choicesIn,
  countHits,
  hitsOf,
  hitTime,
  isFiltering,
  NO_FILTER,
  offered,
  type EventFilter,
} from "../../lab/src/panels/events/filter.ts";
import { TraceBuilder } from "./trace-builder.ts";

const index = new TraceBuilder()
  .starts(0, "worker-1", "worker")
  .sends(0, "order-1", 1)
  .sends(100, "order-10", 2)
  .delivers(200, "worker-1", "order-1", 1)
  .crashes(300, "worker-1")
  .delivers(1_300, "worker-2", "order-1", 1, 2)
  .acks(1_600, "worker-2", "order-1", 1, 2)
  .index();
const hits = (filter: Partial<EventFilter>) =>
  [...(hitsOf(index, { ...NO_FILTER, ...filter }) ?? [])].map((i) => `${index.events[i]?.at} ${index.events[i]?.type}`);

test("without a filter every event is a row", () => {
  expect(hitsOf(index, NO_FILTER)).toBeNull();
  expect(hitsOf(index, { ...NO_FILTER, text: "  " })).toBeNull();
  expect(countHits(null, 7)).toBe(7);
  expect(isFiltering(NO_FILTER)).toBe(false);
});

test("by actor, by type, by tone, and all of them together", () => {
  expect(hits({ actor: "worker-2" })).toEqual([
    "1300 job-delivered",
    "1300 job-started",
    "1600 job-ack-sent",
    "1800 job-acked",
  ]);
  expect(hits({ type: "job-delivered" })).toEqual(["200 job-delivered", "1300 job-delivered"]);
  expect(hits({ tone: "bad" })).toEqual(["300 actor-crashed"]);
  expect(hits({ actor: "worker-2", type: "job-delivered", job: "order-1" })).toEqual(["1300 job-delivered"]);
  expect(hits({ actor: "worker-2", tone: "bad" })).toEqual([]);
});

test("by message: its whole name, so that order-1 is not order-10", () => {
  expect(hits({ job: "order-10" })).toEqual(["100 job-sent", "300 job-stored"]);
  expect(hits({ job: "order-1" })).toHaveLength(8);
  expect(hits({ job: "order" })).toEqual([]);
});

test("by text: anywhere in what a row says, in upper or lower case", () => {
  expect(hits({ text: "worker-1 CRASHED" })).toEqual(["300 actor-crashed"]);
  expect(hits({ text: "delivery 2" })).toEqual(["1300 job-delivered", "1300 job-started"]);
  expect(hits({ text: "ack confirmed" })).toEqual(["1800 job-acked"]);
  expect(hits({ text: "nothing like that" })).toEqual([]);
});

test("rows are counted among the first events only, and choices come from those", () => {
  const found = hitsOf(index, { ...NO_FILTER, type: "job-delivered" });
  const seen = index.events.findIndex(({ type }) => type === "actor-crashed") + 1;
  expect(countHits(found, seen)).toBe(1);
  expect(countHits(found, index.events.length)).toBe(2);
  const { actors, types } = choicesIn(index);
  expect(offered(actors, seen)).toEqual(["shop", "worker-1"]);
  expect(offered(types, seen)).not.toContain("job-acked");
  expect(offered(types, index.events.length)).toContain("job-acked");
});

test("from hit to hit: hits of one moment are one stop, and there is none beyond the ends", () => {
  const found = hitsOf(index, { ...NO_FILTER, actor: "worker-2" });
  const at = (atMs: number, by: 1 | -1) => hitTime(index, found, { rows: 4, atMs, by });
  expect([at(0, 1), at(1_300, 1), at(1_600, 1), at(1_800, 1)]).toEqual([1_300, 1_600, 1_800, null]);
  expect([at(1_800, -1), at(1_600, -1), at(1_300, -1)]).toEqual([1_600, 1_300, null]);
  expect(hitTime(index, null, { rows: 2, atMs: -1, by: 1 })).toBe(0);
});
