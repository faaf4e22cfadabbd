import { kindOf, type TraceEvent } from "./events.ts";

/**
 * One plain sentence for each event, shown in the lab's event table and in the command line's timeline. The sentence does
 * not contain the event's time, because both show it separately.
 */
export function describeEvent(event: TraceEvent): string {
  return kindOf(event).says(event);
}
