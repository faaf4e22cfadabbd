import type { Lanes } from "../config/lanes.ts";

/**
 * Decides in which order a worker asks its queue's lanes for the next job. Pure except for its own state.
 *
 * TU1  strict: always the most urgent lane first.
 * TU2  weighted: in each sequence of `sum of weights` turns, every level comes first as often as its weight says, evenly spread
 *      (nginx's smooth weighted round-robin). The other levels follow it, the most urgent first.
 * TU3  groups, or a single lane: each lane comes first in turn; after a `ring`, the lane that rang.
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

  /** Reports that this lane has a message. */
  rang(lane: number): void {
    this.next = lane;
  }

  /** The lanes' numbers in the order in which to ask them. */
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
