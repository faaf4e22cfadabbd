import type { EventId } from "../../../../engine/trace/event.ts";
import type { MessageRecord } from "./records.ts";

/** Acks of jobs that were not done: skipped because they expired, or moved to the dead-letter queue. */
export function acksOfTheUndone(messages: readonly MessageRecord[]): Set<EventId> {
  return new Set(
    messages.flatMap(({ deliveries }) =>
      deliveries.flatMap(({ expired, deadLettered, acked }) =>
        acked && (expired !== null || deadLettered !== null) ? [acked.id] : [],
      ),
    ),
  );
}
