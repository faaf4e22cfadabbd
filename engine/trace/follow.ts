import type { TraceEvent } from "./events.ts";
import { messageKey } from "./message-key.ts";
import type { EventId } from "./event.ts";
import type { Delivery } from "./events/job.ts";
import type { LogPlaceEvent } from "./events/log.ts";
import type { Correlated } from "./events/reply.ts";

/**
 * The events about one job, one request with all its tries, or one flow, in the order of the trace: events that name it,
 * events that these caused, and crashes and pauses of the actors that were working on it. Empty when no event names it.
 */
export function eventsAbout(trace: readonly TraceEvent[], name: string): TraceEvent[] {
  const about = followCauses(trace, name);
  const selected = trace.filter(({ id }) => about.has(id));
  const concerned = breaksOf(trace, selected);
  return trace.filter(({ id }) => about.has(id) || concerned.has(id));
}

/** One pass is enough: causes precede what they cause (T1). */
function followCauses(trace: readonly TraceEvent[], name: string): Set<EventId> {
  const about = new Set<EventId>();
  const spoken = new Map<EventId, TraceEvent>();
  const questions = new Set<string>();
  for (const event of trace) {
    const { cause } = event;
    if (SPOKEN.has(event.type)) spoken.set(event.id, event);
    if (!names(event, name) && (cause === null || !about.has(cause)) && !closes(event, questions)) continue;
    // The request, reply or command that a job carries belongs to the job's history.
    const carried = event.type === "job-sent" && cause !== null ? spoken.get(cause) : undefined;
    for (const one of carried ? [carried, event] : [event]) {
      about.add(one.id);
      if (one.type === "request-sent") questions.add(questionOf(one));
    }
  }
  return about;
}

const SPOKEN: ReadonlySet<TraceEvent["type"]> = new Set(["request-sent", "reply-sent", "step-commanded"]);

/** Whether the event is a stale reply that closed one of these requests. */
function closes(event: TraceEvent, questions: ReadonlySet<string>): boolean {
  return event.type === "reply-stale" && questions.has(questionOf(event));
}

const questionOf = (event: TraceEvent & Correlated): string => `${lifeOf(event)} asks ${event.correlation}`;

function names(event: TraceEvent, name: string): boolean {
  return (
    ("job" in event && event.job === name) ||
    ("event" in event && event.event === name) ||
    ("request" in event && event.request === name) ||
    ("flow" in event && event.flow === name)
  );
}

/** Crashes that left a delivery or a request of the selection open, the restarts after them, and pauses in between. */
function breaksOf(trace: readonly TraceEvent[], selected: readonly TraceEvent[]): Set<EventId> {
  const open = leftOpen(selected);
  const spans = new Map<string, { first: number; last: number }>();
  for (const event of selected) {
    const life = lifeOf(event);
    spans.set(life, { first: spans.get(life)?.first ?? event.seq, last: event.seq });
  }
  const breaks = trace.filter((event) => {
    const { type, seq, actor, incarnation } = event;
    const span = spans.get(lifeOf(event));
    if (type === "actor-crashed") return open.has(lifeOf(event));
    if (type === "actor-started") return span !== undefined && open.has(`${actor}/${incarnation - 1}`);
    const frozen = type === "actor-paused" || type === "actor-resumed";
    return frozen && span !== undefined && seq > span.first && seq < span.last;
  });
  return new Set(breaks.map(({ id }) => id));
}

/** The incarnations that never settled a delivery that they received, or a request that they sent. */
function leftOpen(selected: readonly TraceEvent[]): Set<string> {
  const open = new Map<string, string>();
  for (const event of selected) {
    const { type } = event;
    if (type === "job-delivered") open.set(deliveryOf(event), lifeOf(event));
    else if (type === "job-acked" || type === "job-naked") open.delete(deliveryOf(event));
    else if (type === "event-read") open.set(readingOf(event), lifeOf(event));
    else if (type === "event-handled" || type === "event-failed") open.delete(readingOf(event));
    else if (type === "request-sent") open.set(questionOf(event), lifeOf(event));
    else if (type === "request-timed-out" || type === "reply-received" || type === "reply-stale")
      open.delete(questionOf(event));
  }
  return new Set(open.values());
}

const lifeOf = ({ actor, incarnation }: TraceEvent): string => `${actor}/${incarnation}`;
const readingOf = (event: TraceEvent & LogPlaceEvent): string =>
  `${lifeOf(event)} reads ${event.log}#${event.logSequence}`;
const deliveryOf = (event: TraceEvent & Delivery): string =>
  `${lifeOf(event)} has ${messageKey(event)}#${event.attempt}`;
