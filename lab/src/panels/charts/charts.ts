import { formatDuration, measuredSetup, overTimeOf } from "../../../../engine/views.ts";
import type { DurationSeries, OverTime, QueueOverTime, Series } from "../../../../engine/views.ts";
import type { Figures, Measures } from "../../../../engine/views.ts";
import { perRun } from "../../stage/trace/per-run.ts";
import { countUpTo } from "../../stage/trace/sorted.ts";

/** The figures of a run over time, each with the same meaning as in its report. */
export const overTime = perRun(({ source, events }) => overTimeOf(events, measuredSetup(source.scenario)));

export type Unit = "messages" | "ms" | "per second" | "share";
export type Line = { readonly name: string; readonly values: Series };
export type Chart = {
  readonly id: string;
  readonly title: string;
  /** What a value is about, for those who compare it with another source. */
  readonly means: string;
  readonly unit: Unit;
  readonly lines: readonly Line[];
};

/** More lines than this do not tell apart; the table has all workers. */
const MOST_LINES = 6;

/** The charts of one queue and its workers. */
export function chartsOf(over: OverTime, queue: string): Chart[] {
  const own = over.queues[queue];
  if (own === undefined) return [];
  const recent = `in the last ${formatDuration(over.windowMs)}`;
  const workers = workersOf(over, queue).slice(0, MOST_LINES);
  const charts: Chart[] = [
    {
      id: "depth",
      title: "Depth",
      means: "messages stored; delivered and not yet acked",
      unit: "messages",
      lines: [
        { name: "depth", values: own.depth },
        { name: "in flight", values: own.inFlight },
      ],
    },
    {
      id: "age",
      title: "Oldest age",
      means: "how long the oldest message has been in the queue",
      unit: "ms",
      lines: [{ name: "oldest age", values: own.oldestAgeMs }],
    },
    {
      id: "throughput",
      title: "Throughput",
      means: `messages done per second, ${recent}`,
      unit: "per second",
      lines: [{ name: "throughput", values: own.throughput }],
    },
    ...TIMES.map(({ id, title, means }): Chart => {
      return { id, title, means: `${means}, ${recent}`, unit: "ms", lines: percentiles(own[id]) };
    }),
  ];
  if (workers.length === 0) return charts;
  const means = `part of its time in which a worker had a run under way, ${recent}`;
  return [...charts, { id: "utilisation", title: "Utilisation", means, unit: "share", lines: workers }];
}

const TIMES = [
  { id: "waiting", title: "Waiting time", means: "from ready to the start of the first run" },
  { id: "service", title: "Service time", means: "how long runs took" },
  { id: "total", title: "Total time", means: "from ready to done" },
] as const;

function percentiles({ p50Ms, p95Ms, p99Ms }: DurationSeries): Line[] {
  return [
    { name: "p50", values: p50Ms },
    { name: "p95", values: p95Ms },
    { name: "p99", values: p99Ms },
  ];
}

function workersOf({ workers }: OverTime, queue: string): Line[] {
  return Object.entries(workers).flatMap(([name, worker]) =>
    worker.queue === queue ? [{ name, values: worker.utilisation }] : [],
  );
}

/** The chart as far as the moment: the values after it are left out. */
export function chartUntil(chart: Chart, { atMs }: OverTime, until: number): Chart {
  const past = countUpTo(atMs, until);
  return { ...chart, lines: chart.lines.map(({ name, values }) => ({ name, values: values.slice(0, past) })) };
}

export type FigureRow = { readonly name: string; readonly now: string; readonly whole: string };

/** What the canvas shows of the queue at the moment. */
export type QueueNow = { readonly depth: number; readonly inFlight: number; readonly oldestAgeMs: number | null };

/**
 * The same figures as text: at the moment, and over the whole run as in its report. Those that the canvas has too come from
 * there, so that two views of one moment agree.
 */
export function figureRows(over: OverTime, { queue, atMs, measures, now }: FiguresAsked): FigureRow[] {
  const own = over.queues[queue];
  const whole = measures.queues[queue];
  if (own === undefined || whole === undefined) return [];
  const at = countUpTo(over.atMs, atMs) - 1;
  const value = (series: Series) => series[at] ?? null;
  return [
    {
      name: "depth",
      now: text(now?.depth ?? value(own.depth), "messages"),
      whole: `at most ${text(whole.depth.max, "messages")}, mean ${whole.depth.mean}`,
    },
    { name: "in flight", now: text(now?.inFlight ?? value(own.inFlight), "messages"), whole: NONE },
    {
      name: "oldest age",
      now: text(now === null ? value(own.oldestAgeMs) : (now.oldestAgeMs ?? 0), "ms"),
      whole: `at most ${text(whole.oldestAgeMs, "ms")}`,
    },
    { name: "throughput", now: text(value(own.throughput), "per second"), whole: text(whole.throughput, "per second") },
    ...TIMES.map(({ id, title }) => ({
      name: `${title.toLowerCase()} p50, p95, p99`,
      now: inTurn(percentiles(own[id]).map(({ values }) => value(values))),
      whole: wholeTimes(whole, id),
    })),
    ...workersOf(over, queue).map(({ name, values }) => ({
      name: `utilisation of ${name}`,
      now: text(value(values), "share"),
      whole: text(measures.workers[name]?.utilisation ?? null, "share"),
    })),
  ];
}

type FiguresAsked = {
  readonly queue: string;
  readonly atMs: number;
  readonly measures: Measures;
  /** Null: the queue is not on the canvas. */
  readonly now: QueueNow | null;
};

const NONE = "–";

function wholeTimes(whole: Figures, id: keyof Pick<QueueOverTime, "waiting" | "service" | "total">): string {
  const times = whole[id];
  return times === null ? NONE : inTurn([times.p50Ms, times.p95Ms, times.p99Ms]);
}

function inTurn(times: readonly (number | null)[]): string {
  return times.every((ms) => ms === null) ? NONE : times.map((ms) => text(ms, "ms")).join(", ");
}

/** A value as text; the unit of messages is clear from its name. */
export function text(value: number | null, unit: Unit): string {
  if (value === null) return NONE;
  switch (unit) {
    case "messages":
      return String(value);
    case "ms":
      return formatDuration(value);
    case "per second":
      return `${Math.round(value * 100) / 100} per s`;
    case "share":
      return `${Math.round(value * 100)} %`;
  }
}
