import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RunOutcome } from "../../engine/scenario/run/run-types.ts";
import { describeEvent } from "../../engine/trace/describe.ts";
import { formatMs } from "../../engine/trace/format.ts";

/** What a learner sees of a run, one line for each event: its time, its actor, its sentence; the verdict comes last. */
export function timelineOf({ events, report }: RunOutcome): string[] {
  return [
    ...events.map((event) => `${formatMs(event.at)} ${event.actor}: ${describeEvent(event)}`),
    `${report.verdict}: ${report.sentence}`,
  ];
}

/** The folder that holds one file for each scenario and variant: `<scenario>/<variant>.txt`. */
export const TIMELINES = fileURLToPath(new URL("timelines/", import.meta.url));

/** Where the timeline of `name`, a scenario and a variant as `id/variant`, is stored. */
export function timelineFile(name: string): string {
  return `${TIMELINES}${name}.txt`;
}

/** Returns the stored lines, or none where no file exists yet. */
export function storedTimeline(name: string): string[] {
  try {
    return readFileSync(timelineFile(name), "utf8").trimEnd().split("\n");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
}

/** The lines that tell two timelines apart first, with the lines before them; undefined when they are equal. */
export function firstDifference(stored: readonly string[], now: readonly string[]): string | undefined {
  const length = Math.max(stored.length, now.length);
  const line = Array.from({ length }, (_, i) => i).find((i) => stored[i] !== now[i]);
  if (line === undefined) return undefined;
  return [
    `line ${line + 1} of ${length}:`,
    ...now.slice(Math.max(0, line - 3), line).map((text) => `    ${text}`),
    `  - ${stored[line] ?? "(the stored timeline ends here)"}`,
    `  + ${now[line] ?? "(the new timeline ends here)"}`,
  ].join("\n");
}
