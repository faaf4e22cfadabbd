import type { EventType } from "./events.ts";

/** Every event type, for schemas and legends; the compiler holds the list and the union together. */
const present: Record<EventType, true> = {
  "actor-started": true,
  "actor-crashed": true,
  "actor-stopped": true,
  "producer-finished": true,
  "job-sent": true,
  "job-stored": true,
  "job-deduplicated": true,
  "job-delivered": true,
  "job-started": true,
  "job-failed": true,
  "job-ack-sent": true,
  "job-acked": true,
  "job-naked": true,
  "job-dead-lettered": true,
  "effect-applied": true,
  "effect-deduplicated": true,
  "queue-observed": true,
  "fault-injected": true,
  "intervention-made": true,
  "check-passed": true,
  "check-failed": true,
};
export const EVENT_TYPES = Object.keys(present) as [EventType, ...EventType[]];
