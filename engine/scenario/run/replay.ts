import { decodeTraces } from "../trace-codec.ts";
import { reportOn } from "./report.ts";
import type { RunOutcome } from "./run-types.ts";

/**
 * Reads a stored trace and judges each of its runs again. A pure function of the file's text.
 * @throws BadInputError naming `file` and the line of what is not a trace.
 */
export function replayTraces(text: string, file: string): RunOutcome[] {
  return decodeTraces(text, file).map(({ header, events }): RunOutcome => {
    const run = events.filter((event) => event.type !== "check-passed" && event.type !== "check-failed");
    return { header, events: run, report: reportOn(header, run, 0), tickTimes: [] };
  });
}
