import { BadInputError } from "../kernel/errors.ts";
import { printable } from "../kernel/printable.ts";
import type { StoredTrace } from "../scenario/trace-codec.ts";
import type { TraceEvent } from "../trace/events.ts";
import { eventsAbout } from "../trace/follow.ts";
import { sequenceDiagram } from "../trace/sequence-diagram.ts";
import { type Output, printLines } from "./output.ts";

const MOST_NAMES = 8;

/**
 * Prints stored runs as Mermaid sequence diagrams, one below the other, each below a comment that names the run.
 * `of` selects the events about one job, request or flow, and the runs that contain it.
 * @throws BadInputError when no run contains it.
 */
export function printDiagrams(traces: readonly StoredTrace[], of: string | undefined, output: Output): void {
  const selected = traces.map(({ header, events }) => ({
    header,
    events: of === undefined ? events : eventsAbout(events, of),
  }));
  const found = selected.filter(({ events }) => events.length > 0);
  if (of !== undefined && found.length === 0) throw unknownName(of, traces);
  const texts = found.map(({ header, events }) => {
    const run = [header.scenario.id, header.variant, header.broker, `seed ${header.seed}`].join(", ");
    return `%% ${printable(run)}\n${sequenceDiagram(events)}`;
  });
  // Each diagram ends with a line break, and so does `printLines`.
  printLines(output, texts.join("\n").trimEnd().split("\n"));
}

function unknownName(of: string, traces: readonly StoredTrace[]): BadInputError {
  const known = [...new Set(traces.flatMap(({ events }) => events.flatMap(jobOf)))];
  const list = known.slice(0, MOST_NAMES).join(", ") + (known.length > MOST_NAMES ? ", …" : "");
  return new BadInputError(
    `--of ${of}`,
    list === "" ? "found no job in this trace" : `found no job, request or flow of that name, expected one of ${list}`,
    "Leave out --of to draw the whole run.",
  );
}

function jobOf(event: TraceEvent): string[] {
  return event.type === "job-sent" ? [event.job] : [];
}
