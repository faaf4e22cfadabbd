import { groupBy } from "../../kernel/group-by.ts";
import type { TraceEvent } from "../events.ts";
import { type Span, durationsOf, mergedSpans, rounded } from "./figures.ts";
import { type Hold, holdsOf, runSpan, serviceMs } from "./hold.ts";
import { livesOf } from "./lives.ts";
import type { MeasuredSetup } from "./measures.ts";
import { type Stay, staysOf } from "./stay.ts";

/**
 * The figures of `measures.ts` over time, on one grid of moments for all series. A value at a moment is known at that
 * moment: it uses no event after it.
 *
 * O1  Depth, in flight and oldest age: the greatest since the moment before, so that no peak is lost between two moments.
 * O2  Throughput, utilisation and durations: of the window that ends at the moment.
 * O3  Null: there was nothing to measure.
 */
export type OverTime = {
  /** Ascending, from 0 to the last event; in milliseconds. */
  readonly atMs: readonly number[];
  readonly windowMs: number;
  readonly queues: { readonly [queue: string]: QueueOverTime };
  readonly workers: { readonly [worker: string]: WorkerOverTime };
};
export type Series = readonly (number | null)[];
export type DurationSeries = { readonly p50Ms: Series; readonly p95Ms: Series; readonly p99Ms: Series };
export type QueueOverTime = {
  /** Messages stored in it, those in flight included. */
  readonly depth: Series;
  /** Delivered, not acked, visibility timeout not over. */
  readonly inFlight: Series;
  readonly oldestAgeMs: Series;
  /** Messages done in a second. */
  readonly throughput: Series;
  readonly waiting: DurationSeries;
  readonly service: DurationSeries;
  readonly total: DurationSeries;
};
/** The part of its time in which it had a run under way, from 0 to 1; null: it was not alive in the window. */
export type WorkerOverTime = { readonly queue: string; readonly utilisation: Series };

/** How many moments of the grid one window has. */
const STEPS = 20;
/** A window is at least a second, and about a twentieth of a longer run. */
const WINDOWS_MS = [1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 120_000, 300_000, 600_000, 3_600_000];

/** Every queue and worker over time: a pure function of the trace. */
export function overTimeOf(trace: readonly TraceEvent[], { workers, dropsAbove }: MeasuredSetup): OverTime {
  const events = trace.toSorted((a, b) => a.at - b.at);
  const end = events.at(-1)?.at ?? 0;
  const windowMs = WINDOWS_MS.find((ms) => end <= STEPS * ms) ?? Math.ceil(end / STEPS);
  const grid = gridOf(end, windowMs / STEPS);
  const stays = groupBy(staysOf(events, dropsAbove), ({ queue }) => queue);
  const holds = holdsOf(events);
  const byQueue = groupBy(holds, ({ queue }) => queue);
  const byWorker = groupBy(holds, ({ worker }) => worker);
  const lives = livesOf(events, end);
  return {
    atMs: grid,
    windowMs,
    queues: Object.fromEntries(
      [...stays].map(([queue, own]) => [queue, queueOverTime(own, byQueue.get(queue) ?? [], { grid, windowMs })]),
    ),
    workers: Object.fromEntries(
      [...workers].map(([worker, queue]) => {
        const own = (byWorker.get(worker) ?? []).filter((hold) => hold.queue === queue);
        const busy = coveredBy(own.flatMap(runSpan(end)), grid);
        return [worker, { queue, utilisation: shareOf(busy, coveredBy(lives.get(worker) ?? [], grid)) }];
      }),
    ),
  };
}

type Grid = { readonly grid: readonly number[]; readonly windowMs: number };

function queueOverTime(stays: readonly Stay[], holds: readonly Hold[], { grid, windowMs }: Grid): QueueOverTime {
  const stored = stays.filter(({ leftAs }) => leftAs !== "lost");
  const done = stays.flatMap(({ leftAs, leftAt, readyAt }) =>
    leftAs === "done" && leftAt !== null ? [{ at: leftAt, ms: Math.max(0, leftAt - readyAt) }] : [],
  );
  const waited = stays.flatMap(({ readyAt, startedAt }) =>
    startedAt === null ? [] : [{ at: startedAt, ms: Math.max(0, startedAt - readyAt) }],
  );
  const served = holds.flatMap((hold) => serviceMs(hold).map((ms) => ({ at: hold.workedUntil ?? 0, ms })));
  return {
    depth: greatestDepth(
      stored.map(({ enteredAt, leftAt }) => ({ from: enteredAt, to: leftAt ?? Infinity })),
      grid,
    ),
    inFlight: greatestDepth(
      holds.map(({ deliveredAt, leaseEndsAt }) => ({ from: deliveredAt, to: Math.max(deliveredAt, leaseEndsAt) })),
      grid,
    ),
    oldestAgeMs: oldestAges(stored, grid),
    throughput: inWindows(done, grid, (some) => rounded((1_000 * some.length) / windowMs, 1_000)),
    waiting: durationSeries(waited, grid),
    service: durationSeries(served, grid),
    total: durationSeries(done, grid),
  };
}

function gridOf(end: number, step: number): number[] {
  const grid = Array.from({ length: Math.ceil(end / step) }, (_, i) => i * step);
  return [...grid, end];
}

/** O1 */
function greatestDepth(spans: readonly Span[], grid: readonly number[]): number[] {
  const changes = spans.flatMap(({ from, to }): [at: number, by: 1 | -1][] => [
    [from, 1],
    [to, -1],
  ]);
  changes.sort(([a, up], [b, down]) => a - b || up - down);
  let next = 0;
  let now = 0;
  return grid.map((at) => {
    let most = now;
    for (; next < changes.length && (changes[next]?.[0] ?? Infinity) <= at; next++)
      most = Math.max(most, (now += changes[next]?.[1] ?? 0));
    return most;
  });
}

/** O1: only the oldest message and those that became the oldest since can have the greatest age. */
function oldestAges(stays: readonly Stay[], grid: readonly number[]): number[] {
  const byAge = stays.toSorted((a, b) => a.readyAt - b.readyAt);
  let oldest = 0;
  return grid.map((at) => {
    let most = 0;
    for (let i = oldest; i < byAge.length; i++) {
      const { readyAt, leftAt } = byAge[i] as Stay;
      if (readyAt > at) break;
      most = Math.max(most, Math.min(leftAt ?? Infinity, at) - readyAt);
      if ((leftAt ?? Infinity) > at) break;
      oldest = i + 1;
    }
    return Math.round(most);
  });
}

type Sample = { readonly at: number; readonly ms: number };

/** O2: a figure of the samples in the window that ends at each moment. */
function inWindows<T>(samples: readonly Sample[], grid: readonly number[], figure: (some: Sample[]) => T): T[] {
  const sorted = samples.toSorted((a, b) => a.at - b.at);
  let from = 0;
  let to = 0;
  return grid.map((at, i) => {
    const since = grid[i - STEPS] ?? -Infinity;
    while (to < sorted.length && (sorted[to] as Sample).at <= at) to++;
    while (from < to && (sorted[from] as Sample).at <= since) from++;
    return figure(sorted.slice(from, to));
  });
}

function durationSeries(samples: readonly Sample[], grid: readonly number[]): DurationSeries {
  const all = inWindows(samples, grid, (some) => durationsOf(some.map(({ ms }) => ms)));
  return {
    p50Ms: all.map((one) => one?.p50Ms ?? null),
    p95Ms: all.map((one) => one?.p95Ms ?? null),
    p99Ms: all.map((one) => one?.p99Ms ?? null),
  };
}

/** How much time the spans cover up to each moment; where several overlap, it counts once. */
function coveredBy(spans: readonly Span[], grid: readonly number[]): number[] {
  const merged = mergedSpans(spans);
  let next = 0;
  let before = 0;
  return grid.map((at) => {
    for (; next < merged.length && (merged[next] as Span).to <= at; next++) {
      const { from, to } = merged[next] as Span;
      before += to - from;
    }
    const open = merged[next];
    return before + (open === undefined ? 0 : Math.max(0, at - open.from));
  });
}

/** O2 */
function shareOf(busy: readonly number[], alive: readonly number[]): (number | null)[] {
  const inWindow = (sums: readonly number[], i: number) => (sums[i] ?? 0) - (sums[i - STEPS] ?? 0);
  return alive.map((_, i) => {
    const aliveMs = inWindow(alive, i);
    return aliveMs === 0 ? null : rounded(Math.min(1, inWindow(busy, i) / aliveMs), 1_000);
  });
}
