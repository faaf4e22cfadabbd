import type { EventId } from "../../../../engine/trace/event.ts";
import type { MessageRecord } from "./records.ts";

/** Acks that remove what was not done: left undone because its time was over, or moved to the dead letters. */
export function acksOfTheUndone(messages: readonly MessageRecord[]): Set<EventId> {
  return new Set(
    messages.flatMap(({ deliveries }) =>
      deliveries.flatMap(({ expired, deadLettered, acked }) =>
        acked && (expired !== null || deadLettered !== null) ? [acked.id] : [],
      ),
    ),
  );
}
