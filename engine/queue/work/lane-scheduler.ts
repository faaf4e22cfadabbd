import type { Lanes } from "../config/lanes.ts";

/**
 * In which order a worker asks its queue's lanes for the next job. Pure but for whose turn it is.
 *
 * TU1  strict: always the most urgent first.
 * TU2  weighted: of any `sum of weights` turns in a row each level is asked first as often as its weight says, evenly
 *      spread (nginx's smooth weighted round-robin); after it the others, most urgent first.
 * TU3  groups, or one lane: each begins in turn; after a `ring`, the lane that rang.
 */
export class LaneScheduler {
  private readonly weights: readonly number[] | null;
  private readonly isFair: boolean;
  private readonly credit: number[];
  private next = 0;

  constructor(lanes: Lanes | undefined, count: number) {
    this.isFair = lanes?.kind !== "priorities";
    this.weights = lanes?.kind === "priorities" && lanes.order === "weighted" ? lanes.weights : null;
    this.credit = Array.from({ length: count }, () => 0);
  }

  /** There is something in this lane. */
  rang(lane: number): void {
    this.next = lane;
  }

  /** The lanes' numbers, the one to be asked first in front. */
  order(): readonly number[] {
    const all = this.credit.map((_, n) => n);
    if (this.weights !== null) {
      const first = this.heaviest(this.weights);
      return [first, ...all.filter((n) => n !== first)];
    }
    if (!this.isFair) return all;
    const from = this.next;
    this.next = (from + 1) % all.length;
    return [...all.slice(from), ...all.slice(0, from)];
  }

  private heaviest(weights: readonly number[]): number {
    let [sum, best] = [0, 0];
    weights.forEach((weight, n) => {
      this.credit[n] = (this.credit[n] ?? 0) + weight;
      sum += weight;
      if ((this.credit[n] ?? 0) > (this.credit[best] ?? 0)) best = n;
    });
    this.credit[best] = (this.credit[best] ?? 0) - sum;
    return best;
  }
}
