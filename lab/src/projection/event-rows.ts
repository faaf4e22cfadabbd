import { describeEvent } from "../../../engine/trace/describe.ts";
import type { EventType, TraceEvent } from "../../../engine/trace/events.ts";
import { formatMs } from "../../../engine/trace/format.ts";
import { requestJob } from "./topology.ts";
import type { TraceIndex } from "./trace-index.ts";
import type { EventRow, Tone } from "./types.ts";

/** The whole run as text: one row an event, in the order of the trace. The same story as the canvas. */
export function eventRows(index: TraceIndex): readonly EventRow[] {
  return index.events.map(eventRow);
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
    tone: TONES[type],
  };
}

/** The job whose life tells more: of what is asked and answered, the job that carried the question; of a flow, its order. */
export function jobOf(event: TraceEvent): string | null {
  if ("job" in event) return event.job;
  if ("event" in event) return event.event;
  if ("flow" in event) return event.flow;
  return "request" in event ? requestJob(event) : null;
}

export const TONES: Record<EventType, Tone> = {
  "actor-started": "plain",
  "actor-crashed": "bad",
  "actor-stopped": "plain",
  "actor-paused": "bad",
  "actor-resumed": "plain",
  "engine-step-failed": "bad",
  "producer-finished": "plain",
  "job-sent": "plain",
  "job-stored": "plain",
  "job-scheduled": "plain",
  "job-refused": "warn",
  "job-deduplicated": "warn",
  "job-duplicated": "warn",
  "job-lost": "bad",
  "job-delivered": "work",
  "job-rate-limited": "plain",
  "job-started": "work",
  "job-in-progress": "work",
  "job-failed": "bad",
  "job-ack-sent": "good",
  "job-acked": "good",
  "job-naked": "warn",
  "job-dead-lettered": "warn",
  "job-expired": "warn",
  "dead-letters-listed": "plain",
  "dead-letters-grouped": "plain",
  "job-replayed": "good",
  "dead-letter-discarded": "warn",
  "desk-left": "plain",
  "child-finished": "plain",
  "queue-polled": "plain",
  "event-appended": "plain",
  "event-read": "work",
  "event-failed": "bad",
  "event-handled": "good",
  "offset-moved": "good",
  "offsets-forgotten": "warn",
  "appender-finished": "plain",
  "log-observed": "plain",
  "request-sent": "plain",
  "request-timed-out": "bad",
  "reply-sent": "work",
  "reply-received": "good",
  "reply-stale": "warn",
  "reply-late": "warn",
  "reply-duplicate": "warn",
  "reply-orphaned": "warn",
  "flow-started": "plain",
  "step-commanded": "plain",
  "step-done": "good",
  "step-failed": "warn",
  "step-timed-out": "bad",
  "flow-compensating": "warn",
  "flow-ended": "good",
  "flow-stuck": "bad",
  "flow-state-saved": "plain",
  "flow-forgotten": "plain",
  "timer-set": "plain",
  "timer-cleared": "plain",
  "timer-fired": "warn",
  "machine-state-changed": "plain",
  "flow-event-dropped": "warn",
  "flow-looked-up": "plain",
  "server-stopped": "bad",
  "server-started": "good",
  "leader-seen": "plain",
  "connection-lost": "warn",
  "connection-restored": "plain",
  "effect-applied": "work",
  "effect-deduplicated": "warn",
  "effect-prevented": "warn",
  "effect-refused": "warn",
  "queue-observed": "plain",
  "fault-injected": "bad",
  "intervention-made": "bad",
  "check-passed": "good",
  "check-failed": "bad",
};
