import { countUpTo } from "./sorted.ts";

/** Something that is added from a moment on. */
export type Change = { readonly at: number; readonly by: number };

/** A figure that changes over time: how much it is at a moment follows without adding everything up again. */
export class RunningSum {
  private readonly times: readonly number[];
  private readonly sums: Float64Array;

  constructor(changes: readonly Change[]) {
    const sorted = changes.toSorted((a, b) => a.at - b.at);
    this.times = sorted.map(({ at }) => at);
    this.sums = new Float64Array(sorted.length + 1);
    sorted.forEach(({ by }, i) => (this.sums[i + 1] = (this.sums[i] ?? 0) + by));
  }

  at(atMs: number): number {
    return this.sums[countUpTo(this.times, atMs)] ?? 0;
  }
}
