import { expect, test } from "vitest";
import {
  entriesOf,
  overlapping,
  type PerfettoEntry as Entry,
  runSlices as runs,
  trackNames,
} from "../../../support/exports/perfetto.ts";
import { delivery, doneBy, sent, traceOf, type Written } from "../../../support/traces.ts";

const written = (events: readonly Written[]) => entriesOf(traceOf(events));
const startOf = (actor: string, at: number, incarnation = 1): Written => ({
  ...{ type: "actor-started", role: "worker", actor, at, incarnation },
});

test("a run is a slice from its start to its end, with its outcome; its cause is an arrow", () => {
  const entries = written([...sent("order-1", 100), ...doneBy("worker-1", "order-1", 300)]);
  expect(runs(entries)).toEqual([
    expect.objectContaining({ name: "order-1", tid: 2, args: { outcome: "done", source: "orders", delivery: 1 } }),
  ]);
  const [run] = runs(entries);
  expect([Math.round((run?.ts ?? 0) / 1000), Math.round((run?.dur ?? 0) / 1000)]).toEqual([300, 102]);
});

test("jobs that a worker runs at the same time have a track each; the next one uses a free track", () => {
  const parallel = written([
    { type: "job-delivered", ...delivery("order-1"), deadline: 999, at: 0 },
    { type: "job-started", ...delivery("order-1"), at: 0 },
    { type: "job-delivered", ...delivery("order-2"), deadline: 999, at: 10 },
    { type: "job-started", ...delivery("order-2"), at: 10 },
    { type: "job-acked", ...delivery("order-1"), at: 20 },
    { type: "job-delivered", ...delivery("order-3"), deadline: 999, at: 30 },
    { type: "job-started", ...delivery("order-3"), at: 30 },
    { type: "job-acked", ...delivery("order-3"), at: 40 },
    { type: "job-acked", ...delivery("order-2"), at: 50 },
  ]);
  expect(trackNames(parallel)).toEqual(["worker-1", "worker-1 (job 2 at once)"]);
  expect(Object.fromEntries(runs(parallel).map(({ name, tid }) => [name, tid]))).toEqual({
    ...{ "order-1": 1, "order-2": 2, "order-3": 1 },
  });
  expect(overlapping(parallel)).toEqual([]);
});

test("a crash ends the run, and the actor is down until it starts again, or to the end", () => {
  const crash: Written = {
    type: "actor-crashed",
    role: "worker",
    by: "fault",
    detail: "before-ack of order-1",
    at: 50,
  };
  const begin: Written[] = [
    startOf("worker-1", 0),
    { type: "job-delivered", ...delivery("order-1"), deadline: 999, at: 10 },
    { type: "job-started", ...delivery("order-1"), at: 10 },
    crash,
  ];
  const again = written([...begin, startOf("worker-1", 90, 2)]);
  expect(runs(again)[0]?.args).toMatchObject({ outcome: "crashed", error: "crashed: before-ack of order-1" });
  const down = (entries: readonly Entry[]) => entries.filter(({ name }) => name === "down");
  expect(down(again).map(({ dur }) => Math.round(dur / 1000))).toEqual([40]);
  expect(overlapping(again)).toEqual([]);
  const never = written([...begin, { type: "queue-polled", queue: "orders", actor: "worker-2", at: 150 }]);
  expect(down(never).map(({ dur }) => Math.round(dur / 1000))).toEqual([100]);
});

test("a clock that jumps back in a real run moves no effect before its cause", () => {
  const [first, second] = traceOf([
    { type: "job-sent", queue: "orders", job: "order-1", payload: null, actor: "shop", at: 100.5 },
    { type: "job-delivered", ...delivery("order-1"), deadline: 999, at: 100.2, cause: "shop/1/1" },
  ]);
  if (!first || !second) throw new Error("two events");
  const arrows = entriesOf([first, second]).filter(({ ph }) => ph === "s" || ph === "f");
  expect(arrows.map(({ ts }) => ts)).toEqual([100_500, 100_502]);
});

test("what a queue reports becomes a counter", () => {
  const report: Written = {
    type: "queue-observed",
    queue: "orders",
    stored: 3,
    waiting: 2,
    inFlight: 1,
    deadLetters: 0,
  };
  expect(written([{ ...report, actor: "observer", at: 5 }]).filter(({ ph }) => ph === "C")).toEqual([
    { name: "orders", ph: "C", pid: 1, ts: 5_000, args: { waiting: 2, "in flight": 1 } },
  ]);
});
