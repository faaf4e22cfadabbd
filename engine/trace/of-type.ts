import type { EventOf, EventType, TraceEvent } from "./events.ts";

/** The events of one type, in their order. */
export function ofType<T extends EventType>(events: readonly TraceEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}
