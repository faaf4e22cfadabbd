import type { Durations } from "../trace/measure/figures.ts";
import type { Figures, Measures } from "../trace/measure/measures.ts";
import { formatDuration } from "../trace/format.ts";
import { aligned } from "./aligned.ts";

const TITLES = ["", "done", "depth", "waiting ms", "service ms", "total ms", "per second", "busy", "oldest"];

/** A table of each queue and worker, a line each; nothing where no message was sent. */
export function measureLines({ queues, workers }: Measures): string[] {
  const rows = [...Object.entries(queues), ...Object.entries(workers)].map(([name, figures]) => rowOf(name, figures));
  if (rows.length === 0) return [];
  const table = aligned([TITLES, ...rows], "first").map((cells) => cells.join("  "));
  return [...table, "depth: most / mean; times: p50 / p95 / p99; busy: the part of their time in which workers worked"];
}

function rowOf(name: string, figures: Figures): string[] {
  const { done, depth, waiting, service, total, throughput, utilisation, oldestAgeMs } = figures;
  return [
    name,
    String(done),
    `${depth.max} / ${depth.mean}`,
    ...[waiting, service, total].map(timesText),
    throughput === null ? "–" : String(throughput),
    utilisation === null ? "–" : `${Math.round(100 * utilisation)} %`,
    formatDuration(oldestAgeMs),
  ];
}

function timesText(times: Durations | null): string {
  return times === null ? "–" : `${times.p50Ms} / ${times.p95Ms} / ${times.p99Ms}`;
}
