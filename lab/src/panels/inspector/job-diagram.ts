import { eventsAbout, sequenceDiagram } from "../../../../engine/views.ts";
import type { TraceIndex } from "../../stage/trace/trace-index.ts";

/** One message's life up to an event of the trace, as Mermaid text. Null before its first event. */
export function jobDiagram({ events }: TraceIndex, job: string, lastSeq: number): string | null {
  const past = events.filter(({ seq }) => seq <= lastSeq);
  const about = eventsAbout(past, job);
  return about.length === 0 ? null : sequenceDiagram(about);
}
