import { describeEvent, EVENT_KINDS, formatMs, requestJob } from "../../../../engine/views.ts";
import type { EventType, TraceEvent } from "../../../../engine/trace/events.ts";
import type { Tone } from "../../../../engine/trace/family.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";

export type EventRow = {
  readonly seq: number;
  readonly at: number;
  readonly time: string;
  readonly actor: string;
  readonly type: EventType;
  readonly sentence: string;
  readonly job: string | null;
  readonly tone: Tone;
};

/** One event as text, as the table shows it: the same story as the canvas. */
export function rowOf({ undoneAcks }: TraceIndex, event: TraceEvent): EventRow {
  const row = eventRow(event);
  return undoneAcks.has(event.id) ? { ...row, tone: "plain" } : row;
}

/** One event as text, whatever became of its job. */
export function eventRow(event: TraceEvent): EventRow {
  const { seq, at, actor, type } = event;
  return {
    seq,
    at,
    time: formatMs(at),
    actor,
    type,
    sentence: describeEvent(event),
    job: jobOf(event),
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
