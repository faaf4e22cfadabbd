import { BadInputError } from "../kernel/errors.ts";
import { printable } from "../kernel/printable.ts";
import type { StoredTrace } from "../scenario/trace-codec.ts";
import { type ExportedRun, runsAbout } from "../trace/export/export.ts";
import type { TraceEvent } from "../trace/events.ts";

const MOST_NAMES = 8;

/**
 * Stored runs for an export. `of` is an option and the name of a job, request or flow: it selects the events about that, and
 * the runs that contain it.
 * @throws BadInputError when no run contains it.
 */
export function exportedRuns(
  traces: readonly StoredTrace[],
  of: { readonly option: string; readonly name: string } | null,
): ExportedRun[] {
  const runs = traces.map(({ header, events }) => {
    const { scenario, variant, broker, seed, interventions } = header;
    const by = interventions.length === 0 ? [] : [`interventions ${interventions.length}`];
    return { title: printable([scenario.id, variant, broker, `seed ${seed}`, ...by].join(", ")), events };
  });
  if (of === null) return runs;
  const about = runsAbout(runs, of.name);
  if (about.length === 0) throw unknownName(of.option, of.name, traces);
  return about;
}

function unknownName(option: string, name: string, traces: readonly StoredTrace[]): BadInputError {
  const known = [...new Set(traces.flatMap(({ events }) => events.flatMap(jobOf)))];
  const list = known.slice(0, MOST_NAMES).join(", ") + (known.length > MOST_NAMES ? ", …" : "");
  return new BadInputError(
    `${option} ${name}`,
    list === "" ? "found no job in this trace" : `found no job, request or flow of that name, expected one of ${list}`,
    `Leave out ${option} to take the whole run.`,
  );
}

function jobOf(event: TraceEvent): string[] {
  return event.type === "job-sent" ? [event.job] : [];
}
