/** Figures of a list of durations, or of spans of time. */

/** Durations by nearest rank: p95Ms is the shortest that at least 95 of 100 do not exceed. In whole milliseconds. */
export type Durations = {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

/** From `from` up to `to`; `to` may not be before `from`. */
export type Span = { readonly from: number; readonly to: number };

/** How many there were at a time: at most, at the end, and on average. */
export type Depth = { readonly max: number; readonly mean: number; readonly atEnd: number };

/** Null: there were none. */
export function durationsOf(values: readonly number[]): Durations | null {
  if (values.length === 0) return null;
  const sorted = values.map((ms) => Math.round(ms)).sort((a, b) => a - b);
  const rank = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] as number;
  return { count: sorted.length, p50Ms: rank(50), p95Ms: rank(95), p99Ms: rank(99), maxMs: rank(100) };
}

/** How many of the spans cover each moment of `over`. A span that ends where another begins does not meet it. */
export function depthOf(spans: readonly Span[], over: Span): Depth {
  const changes = spans.flatMap(({ from, to }): [at: number, by: 1 | -1][] => [
    [from, 1],
    [to, -1],
  ]);
  changes.sort(([a, up], [b, down]) => a - b || up - down);
  let now = 0;
  let max = 0;
  for (const [, by] of changes) max = Math.max(max, (now += by));
  const atEnd = spans.filter(({ from, to }) => from <= over.to && to > over.to).length;
  const length = over.to - over.from;
  const covered = spans.reduce((sum, span) => sum + lengthOf(within(span, over)), 0);
  return { max, mean: length === 0 ? 0 : rounded(covered / length, 100), atEnd };
}

/** How much time the spans cover together; where several overlap, it counts once. */
export function covered(spans: readonly Span[]): number {
  return mergedSpans(spans).reduce((sum, span) => sum + lengthOf(span), 0);
}

/** The spans in the order of time; those that overlap or touch are one. */
export function mergedSpans(spans: readonly Span[]): Span[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** The part of a span that lies in `over`; empty where there is none. */
export function within({ from, to }: Span, over: Span): Span {
  const begin = Math.max(from, over.from);
  return { from: begin, to: Math.max(begin, Math.min(to, over.to)) };
}

export function lengthOf({ from, to }: Span): number {
  return to - from;
}

/** `value` in steps of 1 / `parts`. */
export function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
