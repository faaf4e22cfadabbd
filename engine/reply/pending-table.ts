/**
 * A requester's memory of its requests: data and rules, no effects.
 *
 * PT1  A reply is matched by its correlation id alone. Which try it answers is known only if each try has its own id.
 * PT2  Every reply gets exactly one class; none is dropped without one.
 * PT3  The table is lost with its process, so later replies are orphans. Of the requests that are over, the table remembers
 *      the last 10,000; a reply to an older one is an orphan as well.
 */
export type ReplyClass =
  /** The request is waiting for it. */
  | "answer"
  /** The id matches a waiting request, but the reply answers an earlier try. */
  | "stale"
  /** The request had timed out. */
  | "late"
  /** The request already has its answer. */
  | "duplicate"
  /** The table knows no request with this id. */
  | "orphan";

const MOST_REMEMBERED = 10_000;

type Waiting = { readonly request: string; readonly try: number };

export class PendingTable {
  private readonly waiting = new Map<string, Waiting>();
  private readonly over = new Map<string, { readonly request: string; readonly how: "answered" | "timed-out" }>();

  get size(): number {
    return this.waiting.size;
  }

  /**
   * From now on, `correlation` waits for an answer to this try of `request`. A second call with the same id replaces the first.
   */
  ask(correlation: string, request: string, tryNumber: number): void {
    this.over.delete(correlation);
    this.waiting.set(correlation, { request, try: tryNumber });
  }

  giveUp(correlation: string): void {
    this.close(correlation, "timed-out");
  }

  /** Classifies a reply. An `answer` closes the request, and so does a `stale` reply, which is taken for the answer (PT1). */
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
