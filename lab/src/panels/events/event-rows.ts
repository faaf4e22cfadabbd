import { describeEvent, EVENT_KINDS, formatMs, requestJob } from "../../../../engine/views.ts";
import type { EventId } from "../../../../engine/trace/event.ts";
import type { EventType, TraceEvent } from "../../../../engine/trace/events.ts";
import type { Tone } from "../../../../engine/trace/family.ts";
import { acksOfTheUndone } from "../../stage/trace/acks.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";

export type EventRow = {
  readonly seq: number;
  readonly id: EventId;
  readonly cause: EventId | null;
  readonly at: number;
  readonly time: string;
  readonly tick: number | null;
  readonly actor: string;
  readonly incarnation: number;
  readonly type: EventType;
  readonly sentence: string;
  readonly job: string | null;
  readonly tone: Tone;
};

/** The whole run as text: one row per event, in the order of the trace. */
export function eventRows(index: TraceIndex): readonly EventRow[] {
  const undone = acksOfTheUndone(index.messages);
  return index.events.map((event) => {
    const row = eventRow(event);
    return undone.has(event.id) ? { ...row, tone: "plain" } : row;
  });
}

export function eventRow(event: TraceEvent): EventRow {
  const { seq, id, cause, at, tick, actor, incarnation, type } = event;
  const job = jobOf(event);
  return {
    seq,
    id,
    cause,
    at,
    time: formatMs(at),
    tick,
    actor,
    incarnation,
    type,
    sentence: describeEvent(event),
    job,
    tone: EVENT_KINDS[type].tone,
  };
}

/**
 * The job whose life shows more about an event: for a request or an answer, the job of the request; for a flow, its
 * order.
 */
export function jobOf(event: TraceEvent): string | null {
  if ("job" in event) return event.job;
  if ("event" in event) return event.event;
  if ("flow" in event) return event.flow;
  return "request" in event ? requestJob(event) : null;
}
