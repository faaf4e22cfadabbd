import type { EventOf, TraceEvent } from "../events.ts";
import type { EventId } from "../event.ts";
import { messageKey } from "../message-key.ts";

/** How an actor's work on a message ended, as far as the trace knows. */
export type WorkOutcome =
  | "done"
  | "skipped"
  | "failed"
  | "dead-lettered"
  | "handed-back"
  | "crashed"
  | "stopped"
  /** The trace ends first. */
  | "unfinished";

type Begin = EventOf<"job-delivered" | "event-read">;

/** One delivery of a job to a worker, or of an event of a log to a reader, and what the actor did with it. */
export type Work = {
  readonly delivered: Begin;
  /** The job's name, or the event's. */
  readonly message: string;
  /** The queue or the log that it came from. */
  readonly source: string;
  /** When its handler began; null: it never did. A reader begins at once. */
  readonly started: TraceEvent | null;
  /** The event that ended it: an ack, a nak, the end of its actor. Null: none. */
  readonly ended: TraceEvent | null;
  readonly outcome: WorkOutcome;
  /** Why it failed; null: it did not, or the trace does not say so. */
  readonly error: string | null;
  /** All that belongs to it, from its delivery on, the effects and sends of its handler included. */
  readonly events: readonly TraceEvent[];
};

type Open = { -readonly [Field in keyof Work]: Work[Field] } & { readonly events: TraceEvent[] };

export type Works = {
  readonly all: readonly Work[];
  /** The work to which an event belongs. */
  readonly of: ReadonlyMap<EventId, Work>;
};

/**
 * Reads what the actors did with each delivery. One pass: causes precede their effects (T1).
 *
 * W1  An event belongs to the work that it names, or else to the work of its cause.
 * W2  The end of an actor ends all of its works.
 */
export function worksOf(events: readonly TraceEvent[]): Works {
  const reader = new WorkReader();
  for (const event of events) reader.add(event);
  return reader;
}

class WorkReader implements Works {
  readonly all: Open[] = [];
  readonly of = new Map<EventId, Open>();
  /** By actor, and then by delivery. */
  private readonly open = new Map<string, Map<string, Open>>();

  add(event: TraceEvent): void {
    if (event.type === "actor-crashed" || event.type === "actor-stopped") return this.endAll(event);
    const work = isBegin(event) ? this.begin(event) : (this.named(event) ?? this.caused(event));
    if (work === undefined) return;
    this.of.set(event.id, work);
    work.events.push(event);
    this.read(event, work);
  }

  private begin(delivered: Begin): Open {
    const reading = delivered.type === "event-read";
    const work: Open = {
      delivered,
      message: reading ? delivered.event : delivered.job,
      source: reading ? delivered.log : delivered.queue,
      started: reading ? delivered : null,
      ...{ ended: null, outcome: "unfinished", error: null, events: [] },
    };
    this.all.push(work);
    this.handsOf(delivered.actor).set(keyOf(delivered), work);
    return work;
  }

  private read(event: TraceEvent, work: Open): void {
    if (!isNamed(event) || keyOf(event) !== keyOf(work.delivered)) return;
    if (event.type === "job-started") work.started = event;
    else if (event.type === "job-failed" || event.type === "event-failed") fail(work, "failed", event.error);
    else if (event.type === "job-dead-lettered") fail(work, "dead-lettered", event.reason);
    if (event.type === "job-nacked") this.end(work, event, event.reason === "handed-back" ? "handed-back" : "failed");
    else if (event.type === "job-acked") this.end(work, event, ackedAs(event, work));
    else if (event.type === "event-handled") this.end(work, event, "done");
    else if (event.type === "event-failed") this.end(work, event, "failed");
  }

  private end(work: Open, ended: TraceEvent, outcome: WorkOutcome): void {
    work.ended = ended;
    work.outcome = outcome;
    this.handsOf(ended.actor).delete(keyOf(work.delivered));
  }

  private endAll(event: EventOf<"actor-crashed" | "actor-stopped">): void {
    for (const work of this.handsOf(event.actor).values()) {
      work.ended = event;
      work.outcome = event.type === "actor-crashed" ? "crashed" : "stopped";
      if (event.type === "actor-crashed") work.error ??= event.detail === "" ? "crashed" : `crashed: ${event.detail}`;
    }
    this.open.delete(event.actor);
  }

  private named(event: TraceEvent): Open | undefined {
    return isNamed(event) ? this.handsOf(event.actor).get(keyOf(event)) : undefined;
  }

  private caused({ cause }: TraceEvent): Open | undefined {
    return cause === null ? undefined : this.of.get(cause);
  }

  private handsOf(actor: string): Map<string, Open> {
    const hands = this.open.get(actor) ?? new Map<string, Open>();
    this.open.set(actor, hands);
    return hands;
  }
}

function fail(work: Open, outcome: WorkOutcome, error: string): void {
  work.outcome = outcome;
  work.error ??= error;
}

function ackedAs({ terminated }: EventOf<"job-acked">, { outcome, events }: Open): WorkOutcome {
  if (outcome === "dead-lettered") return outcome;
  return terminated !== undefined || events.some(({ type }) => type === "job-expired") ? "skipped" : "done";
}

const isBegin = (event: TraceEvent): event is Begin => event.type === "job-delivered" || event.type === "event-read";

type Named = EventOf<
  | "job-delivered"
  | "job-rate-limited"
  | "job-started"
  | "job-in-progress"
  | "job-failed"
  | "job-ack-sent"
  | "job-acked"
  | "job-nacked"
  | "job-dead-lettered"
  | "event-read"
  | "event-failed"
  | "event-handled"
  | "offset-moved"
>;

/** By its fields, so that a new event of a delivery belongs to its work without a list. */
function isNamed(event: TraceEvent): event is Named {
  return ("streamSequence" in event && "attempt" in event) || ("reader" in event && "logSequence" in event);
}

const keyOf = (event: Named): string =>
  "log" in event ? `${event.log}#${event.reader}#${event.logSequence}` : `${messageKey(event)}#${event.attempt}`;
