/** An interval of a run's time: from `from` (included) to `to` (excluded). */
export type Span = { readonly from: number; readonly to: number };

const BUCKETS = 512;
const LEAST_BUCKET_MS = 50;

/**
 * Spans by time: finds those that contain a moment, without looking at all of them at every frame.
 *
 * S1  `at(t)` returns exactly the spans with from ≤ t < to, in the order in which they were given.
 * S2  A bucket lists every span that touches it. So one bucket answers any moment inside it.
 */
export class SpanIndex<T extends Span> {
  private readonly buckets: T[][] = [];
  private readonly bucketMs: number;

  constructor(spans: readonly T[]) {
    const endMs = lastEdge(spans);
    this.bucketMs = Math.max(LEAST_BUCKET_MS, Math.ceil((endMs + 1) / BUCKETS));
    const last = Math.floor(endMs / this.bucketMs);
    for (let i = 0; i <= last; i++) this.buckets.push([]);
    for (const span of spans) {
      if (!(span.to > span.from)) continue;
      const first = Math.max(0, Math.floor(span.from / this.bucketMs));
      const until = Math.min(last, Math.floor(span.to / this.bucketMs));
      for (let i = first; i <= until; i++) this.buckets[i]?.push(span);
    }
  }

  at(atMs: number): T[] {
    const bucket = this.buckets[Math.min(this.buckets.length - 1, Math.max(0, Math.floor(atMs / this.bucketMs)))] ?? [];
    return bucket.filter((span) => span.from <= atMs && atMs < span.to);
  }
}

/** The latest moment at which one of them begins or ends, of those that end. */
function lastEdge(spans: readonly Span[]): number {
  let last = 0;
  for (const { from, to } of spans) {
    if (from < Infinity) last = Math.max(last, from);
    if (to < Infinity) last = Math.max(last, to);
  }
  return last;
}
