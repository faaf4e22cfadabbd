import { kindOf, type TraceEvent } from "./events.ts";

/**
 * One plain sentence for each event: the event table of the lab and the timeline of the command line. It holds no time
 * of its own, because both print the event's time beside it.
 */
export function describeEvent(event: TraceEvent): string {
  return kindOf(event).says(event);
}
