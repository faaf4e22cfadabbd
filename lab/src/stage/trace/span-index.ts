import { countUpTo } from "./sorted.ts";

/** An interval of a run's time: from `from` (included) to `to` (excluded). */
export type Span = { readonly from: number; readonly to: number };

/**
 * Spans by time: finds those that contain a moment, without looking at all of them at every frame.
 *
 * S1  `at(t)` returns exactly the spans with from ≤ t < to, in the order in which they were given.
 * S2  Each node of the tree has the latest end of the spans below it. A search skips the nodes whose spans have all ended.
 */
export class SpanIndex<T extends Span> {
  private readonly given: readonly T[];
  /** By place in the order of `from`: the span's number among those given, and its `from`. */
  private readonly numbers: Int32Array;
  private readonly begins: Float64Array;
  /** A heap: the greatest `to` below each of its nodes; the leaves begin at `leaves`. */
  private readonly latest: Float64Array;
  private readonly leaves: number;

  constructor(spans: readonly T[]) {
    this.given = spans;
    const numbers = spans.flatMap(({ from, to }, number) => (to > from ? [number] : []));
    const fromOf = (number: number) => spans[number]?.from ?? 0;
    this.numbers = Int32Array.from(numbers.sort((a, b) => fromOf(a) - fromOf(b) || a - b));
    this.begins = Float64Array.from(this.numbers, fromOf);
    this.leaves = 1;
    while (this.leaves < this.numbers.length) this.leaves *= 2;
    this.latest = new Float64Array(2 * this.leaves).fill(-Infinity);
    this.numbers.forEach((number, place) => (this.latest[this.leaves + place] = spans[number]?.to ?? 0));
    for (let node = this.leaves - 1; node > 0; node--)
      this.latest[node] = Math.max(this.latest[2 * node] ?? 0, this.latest[2 * node + 1] ?? 0);
  }

  at(atMs: number): T[] {
    return Array.from(this.numbersAt(atMs), (number) => this.given[number] as T);
  }

  private numbersAt(atMs: number): Int32Array {
    const begun = countUpTo(this.begins, atMs);
    const found: number[] = [];
    this.collect(1, 0, this.leaves, { begun, atMs, found });
    return Int32Array.from(found).sort();
  }

  private collect(node: number, from: number, to: number, search: Search): void {
    if (from >= search.begun || !((this.latest[node] ?? 0) > search.atMs)) return;
    if (to - from === 1) {
      search.found.push(this.numbers[from] ?? 0);
      return;
    }
    const middle = (from + to) / 2;
    this.collect(2 * node, from, middle, search);
    this.collect(2 * node + 1, middle, to, search);
  }
}

type Search = { readonly begun: number; readonly atMs: number; readonly found: number[] };
