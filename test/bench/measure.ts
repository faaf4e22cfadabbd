import { stopwatchMs } from "../../engine/clock/system-clock.ts";
import { runVirtual, type VirtualRunOptions } from "../../engine/scenario/run/run-virtual.ts";
import { BENCH_REQUEST } from "./scenario.ts";

/** One engine's figures; times in milliseconds of real time. */
export type Measured = {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly fastestMs: number;
  readonly runs: number;
  readonly ticks: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly digest: string;
};

/** Runs the benchmark again and again in a realm that is warm; the recorder and the checks are on, as always. */
export async function measure(warmUps: number, runs: number, options: VirtualRunOptions = {}): Promise<Measured> {
  const times: number[] = [];
  let last = await runVirtual(BENCH_REQUEST, options);
  for (let n = 1 - warmUps; n <= runs; n++) {
    const startedAt = stopwatchMs();
    last = await runVirtual(BENCH_REQUEST, options);
    if (n > 0) times.push(stopwatchMs() - startedAt);
  }
  const { report, tickTimes } = last;
  if (report.verdict !== "passed") throw new Error(report.sentence);
  times.sort((a, b) => a - b);
  return {
    medianMs: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    fastestMs: quantile(times, 0),
    runs: times.length,
    ticks: tickTimes.length - 1,
    events: report.events,
    virtualMs: report.virtualMs ?? 0,
    digest: report.traceDigest ?? "",
  };
}

export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}
