import type { EventOf, TraceEvent } from "../../../../engine/trace/events.ts";
import type { EventId } from "../../../../engine/trace/event.ts";
import type { AskRecord, ReplyRecord } from "../trace/records.ts";
import { requestJob } from "../../../../engine/views.ts";

/**
 * The requests and what became of them: the tables of open requests, read from what requesters recorded.
 *
 * E1  An entry belongs to one incarnation and is found by its correlation id. A later try with the same id replaces it.
 * E2  The open entries of an incarnation are lost when it ends.
 */
type Ask = { -readonly [K in keyof AskRecord]: AskRecord[K] } & { readonly replies: ReplyRecord[] };
export type RequesterFacts = {
  /** Every try of every request, in the order in which they were sent. */
  readonly asks: readonly AskRecord[];
  /** Replies without a request. */
  readonly orphans: readonly ReplyRecord[];
};

export function readExchanges(events: readonly TraceEvent[]): RequesterFacts {
  const reader = new ExchangeReader();
  for (const event of events) reader.read(event);
  const { asks, orphans } = reader;
  return { asks, orphans };
}

class ExchangeReader implements RequesterFacts {
  readonly asks: Ask[] = [];
  readonly orphans: ReplyRecord[] = [];
  private readonly tables = new Map<string, Map<string, Ask>>();
  private readonly jobs = new Map<EventId, string>();

  read(event: TraceEvent): void {
    if ("job" in event && event.job !== null) this.jobs.set(event.id, event.job);
    if (event.type === "request-sent") this.ask(event);
    else if (event.type === "request-timed-out") {
      const ask = this.tableOf(event).get(event.correlation);
      if (ask) ask.timedOut = event;
    } else if (isArrival(event)) {
      const job = event.cause === null ? null : (this.jobs.get(event.cause) ?? null);
      const ask = this.tableOf(event).get(event.correlation);
      (ask?.replies ?? this.orphans).push({ event, job });
    } else if (event.type === "actor-crashed" || event.type === "actor-stopped") forget(this.tableOf(event), event);
  }

  private ask(asked: EventOf<"request-sent">): void {
    const ask: Ask = { asked, job: requestJob(asked), timedOut: null, replies: [], forgotten: null };
    this.asks.push(ask);
    this.tableOf(asked).set(asked.correlation, ask);
  }

  private tableOf({ actor, incarnation }: TraceEvent): Map<string, Ask> {
    const key = `${actor}/${incarnation}`;
    const table = this.tables.get(key) ?? new Map<string, Ask>();
    this.tables.set(key, table);
    return table;
  }
}

function isArrival(event: TraceEvent): event is ReplyRecord["event"] {
  return "correlation" in event && event.type.startsWith("reply-") && event.type !== "reply-sent";
}

function forget(table: ReadonlyMap<string, Ask>, ended: EventOf<"actor-crashed"> | EventOf<"actor-stopped">): void {
  for (const ask of table.values()) if (!ask.timedOut && ask.replies.length === 0) ask.forgotten = ended;
}
