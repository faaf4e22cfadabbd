import { expect, test } from "vitest";
import { chartsOf, chartUntil, figureRows, overTime, text } from "../../lab/src/panels/charts/charts.ts";
import { measure } from "../../engine/scenario/measure.ts";
import { TraceBuilder, shop } from "./trace-builder.ts";

/** Two jobs, one worker of two: the second job waits for the first. */
function twoJobs() {
  return new TraceBuilder()
    .starts(0, "worker-1", "worker")
    .starts(0, "worker-2", "worker")
    .sends(0, "order-1", 1)
    .sends(100, "order-2", 2)
    .delivers(200, "worker-1", "order-1", 1)
    .acks(500, "worker-1", "order-1", 1)
    .delivers(700, "worker-1", "order-2", 2)
    .acks(1_000, "worker-1", "order-2", 2);
}

test("the charts of a queue: what is in it, its throughput, its times, and its workers", () => {
  const over = overTime(twoJobs().index());
  const charts = chartsOf(over, "orders");
  expect(charts.map(({ title, lines }) => [title, lines.map(({ name }) => name).join(" ")])).toEqual([
    ["Depth", "depth in flight"],
    ["Oldest age", "oldest age"],
    ["Throughput", "throughput"],
    ["Waiting time", "p50 p95 p99"],
    ["Service time", "p50 p95 p99"],
    ["Total time", "p50 p95 p99"],
    ["Utilisation", "worker-1 worker-2"],
  ]);
  expect(chartsOf(over, "payments")).toEqual([]);
});

test("a chart ends at the moment up to which it may be seen", () => {
  const over = overTime(twoJobs().index());
  const [depth] = chartsOf(over, "orders");
  if (!depth) throw new Error("no chart");
  const past = chartUntil(depth, over, 510);
  expect(over.atMs.slice(0, past.lines[0]?.values.length).at(-1)).toBe(500);
  expect(past.lines[0]?.values).toEqual(depth.lines[0]?.values.slice(0, 11));
  expect(chartUntil(depth, over, over.atMs.at(-1) ?? 0)).toEqual(depth);
});

test("the table says the figures of a moment, and those of the report", () => {
  const builder = twoJobs();
  const index = builder.index();
  const measures = measure(shop(), builder.events);
  const now = { depth: 1, inFlight: 0, oldestAgeMs: 450 };
  const rows = figureRows(overTime(index), { queue: "orders", atMs: 710, measures, now });
  expect(rows.map(({ name, now: at, whole }) => `${name}: ${at} | ${whole}`)).toEqual([
    "depth: 1 | at most 2, mean 1.4",
    "in flight: 0 | –",
    "oldest age: 450 ms | at most 900 ms",
    "throughput: 1 per s | 2 per s",
    "waiting time p50, p95, p99: 0 ms, 400 ms, 400 ms | 0 ms, 400 ms, 400 ms",
    "service time p50, p95, p99: 300 ms, 300 ms, 300 ms | 300 ms, 300 ms, 300 ms",
    "total time p50, p95, p99: 500 ms, 500 ms, 500 ms | 500 ms, 900 ms, 900 ms",
    "utilisation of worker-1: 43 % | 60 %",
    "utilisation of worker-2: 0 % | 0 %",
  ]);
});

test("a value says its unit, and a missing one is no zero", () => {
  expect([text(null, "ms"), text(1_500, "ms"), text(2.345, "per second"), text(0.5, "share")]).toEqual([
    "–",
    "1.5 s",
    "2.35 per s",
    "50 %",
  ]);
});
