import type { EventOf, EventType, TraceEvent } from "./events.ts";

/** The events of one type, in the order of the trace. */
export function ofType<T extends EventType>(events: readonly TraceEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}
