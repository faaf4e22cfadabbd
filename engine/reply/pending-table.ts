/**
 * What a requester remembers of its requests, in memory: data and rules, no effects.
 *
 * PT1  A reply is matched by its correlation id alone; which try it answers is known only if the ids tell tries apart.
 * PT2  Every reply falls into exactly one class; none is dropped without one.
 * PT3  The table dies with its process: what comes afterwards is an orphan. So is a reply to one that ended long ago: of the
 *      requests that are over it remembers the last 10,000.
 */
export type ReplyClass =
  /** The request waits for it. */
  | "answer"
  /** The id matches a waiting request, but the reply answers an earlier try. */
  | "stale"
  /** The request had given up. */
  | "late"
  /** The request has its answer already. */
  | "duplicate"
  /** Nobody here has ever asked this. */
  | "orphan";

const MOST_REMEMBERED = 10_000;

type Waiting = { readonly request: string; readonly try: number };

export class PendingTable {
  private readonly waiting = new Map<string, Waiting>();
  private readonly over = new Map<string, { readonly request: string; readonly how: "answered" | "timed-out" }>();

  get size(): number {
    return this.waiting.size;
  }

  /** `correlation` waits for an answer to this try of `request`. A second call with the same id replaces the first. */
  ask(correlation: string, request: string, tryNumber: number): void {
    this.over.delete(correlation);
    this.waiting.set(correlation, { request, try: tryNumber });
  }

  giveUp(correlation: string): void {
    this.close(correlation, "timed-out");
  }

  /** Classifies a reply; an `answer` and a `stale` one (PT1: it is taken for the answer) close the request. */
  classify(correlation: string, tryNumber: number): { readonly class: ReplyClass; readonly request: string | null } {
    const waiting = this.waiting.get(correlation);
    if (waiting) {
      this.close(correlation, "answered");
      return { class: tryNumber === waiting.try ? "answer" : "stale", request: waiting.request };
    }
    const over = this.over.get(correlation);
    if (!over) return { class: "orphan", request: null };
    return { class: over.how === "answered" ? "duplicate" : "late", request: over.request };
  }

  private close(correlation: string, how: "answered" | "timed-out"): void {
    const waiting = this.waiting.get(correlation);
    if (!waiting) return;
    this.waiting.delete(correlation);
    this.over.set(correlation, { request: waiting.request, how });
    const [oldest] = this.over.keys();
    if (oldest !== undefined && this.over.size > MOST_REMEMBERED) this.over.delete(oldest);
  }
}
