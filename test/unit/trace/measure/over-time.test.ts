import { expect, test } from "vitest";
import type { TraceEvent } from "../../../../engine/trace/events.ts";
import { overTimeOf, type Series } from "../../../../engine/trace/measure/over-time.ts";
import { measuredSetup } from "../../../../engine/scenario/measured-setup.ts";
import { ofType } from "../../../../engine/trace/of-type.ts";
import { largest } from "../../../../engine/kernel/extremes.ts";
import { localRunner } from "../../../../lab/src/session/run-once.ts";
import { requestOf, writtenSetup } from "../../../../lab/src/session/run-setup.ts";
import { SCENARIO_SOURCES } from "../../../../scenarios/index.ts";
import { every, testSampled } from "../../../support/sampled.ts";
import { delivery, doneBy, sent, traceOf } from "../../../support/traces.ts";

const SETUP = { workers: new Map([["worker-1", "orders"]]), dropsAbove: new Map() };
const greatest = (series: Series) =>
  largest(
    series.map((value) => value ?? 0),
    0,
  );

test("one worker, two jobs: each figure at the moments of the grid", () => {
  const over = overTimeOf(
    traceOf([
      { type: "actor-started", role: "worker", actor: "worker-1", at: 0 },
      ...sent("order-1", 100),
      ...sent("order-2", 110),
      ...doneBy("worker-1", "order-1", 102),
      ...doneBy("worker-1", "order-2", 204),
    ]),
    SETUP,
  );
  expect(over.windowMs).toBe(1_000);
  // A twentieth of the window, and the last event.
  expect(over.atMs).toEqual([0, 50, 100, 150, 200, 250, 300, 306]);
  const orders = over.queues["orders"];
  expect(orders?.depth).toEqual([0, 0, 0, 2, 2, 2, 1, 1]);
  expect(orders?.inFlight).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
  expect(orders?.oldestAgeMs).toEqual([0, 0, 0, 48, 98, 138, 188, 194]);
  // Done at 204 and at 306.
  expect(orders?.throughput).toEqual([0, 0, 0, 0, 0, 1, 1, 2]);
  expect(orders?.total.p50Ms).toEqual([null, null, null, null, null, 102, 102, 102]);
  expect(orders?.total.p99Ms).toEqual([null, null, null, null, null, 102, 102, 194]);
  expect(orders?.service.p95Ms.at(-1)).toBe(100);
  expect(over.workers["worker-1"]?.utilisation).toEqual([null, 0, 0, 0.32, 0.49, 0.584, 0.653, 0.654]);
});

test("in flight lasts until the ack or the visibility timeout, also when the worker has died", () => {
  const over = overTimeOf(
    traceOf([
      { type: "actor-started", role: "worker", actor: "worker-1", at: 0 },
      ...sent("order-1", 0),
      { ...delivery("order-1"), type: "job-delivered", actor: "worker-1", at: 100, deadline: 600 },
      { type: "actor-crashed", role: "worker", by: "fault", detail: "", actor: "worker-1", at: 200 },
      { type: "check-passed", check: "c", detail: "", actor: "runner", at: 1_000 },
    ]),
    SETUP,
  );
  const inFlightAt = (ms: number) => over.queues["orders"]?.inFlight[over.atMs.indexOf(ms)];
  expect([50, 100, 550, 600, 650].map(inFlightAt)).toEqual([0, 1, 1, 1, 0]);
  // The worker's life ends, and with it its time.
  expect(over.workers["worker-1"]?.utilisation.at(-1)).toBe(0);
});

test("without events there is nothing to measure", () => {
  expect(overTimeOf([], SETUP).queues).toEqual({});
});

const SHIPPED = SCENARIO_SOURCES.map((source) => [source.id, source] as const);

testSampled(SHIPPED, every(4))(
  "%s: the greatest values are those of the report, and no value depends on what comes later",
  async (id, source) => {
    const scenario = await localRunner.check(source, id);
    const { outcome, scenario: ran } = await localRunner.run(requestOf(scenario, writtenSetup(scenario)));
    const setup = measuredSetup(ran);
    const over = overTimeOf(outcome.events, setup);
    for (const [queue, figures] of Object.entries(outcome.report.measures.queues)) {
      const series = over.queues[queue];
      expect(greatest(series?.depth ?? []), `depth of ${queue}`).toBe(figures.depth.max);
      expect(greatest(series?.oldestAgeMs ?? []), `oldest age in ${queue}`).toBe(figures.oldestAgeMs);
      const tooMany = series?.inFlight.filter((value, i) => (value ?? 0) > (series.depth[i] ?? 0));
      expect(tooMany, `more in flight than there are in ${queue}`).toEqual([]);
    }
    expect(Object.keys(over.queues)).toEqual(Object.keys(outcome.report.measures.queues));

    // Not while an ack is on its way: a trace that ends then does not say what the server did with it.
    const isSettled = (until: number) => {
      const past = outcome.events.filter(({ at }) => at <= until);
      return ofType(past, "job-ack-sent").every(({ id }) => past.some(({ cause }) => cause === id));
    };
    const half = over.atMs.findIndex((at, i) => i >= over.atMs.length / 2 && isSettled(at));
    const until = over.atMs[half] ?? 0;
    const last = outcome.events.at(-1) as TraceEvent;
    const past = overTimeOf([...outcome.events.filter(({ at }) => at <= until), last], setup);
    expect(past.atMs).toEqual(over.atMs);
    // Nor where messages have a time to live: whether one has expired by then shows later.
    const limited = new Set(ofType(outcome.events, "job-sent").flatMap(({ queue, ttlMs }) => (ttlMs ? [queue] : [])));
    for (const [queue, series] of Object.entries(over.queues).filter(([name]) => !limited.has(name)))
      for (const name of ["depth", "inFlight", "oldestAgeMs", "throughput"] as const)
        expect(past.queues[queue]?.[name].slice(0, half + 1) ?? [], `${name} of ${queue}`).toEqual(
          past.queues[queue] ? series[name].slice(0, half + 1) : [],
        );
  },
);
