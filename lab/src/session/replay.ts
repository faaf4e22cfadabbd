import { replayTraces, resolveScenario, statechartsOf } from "../../../engine/browser.ts";
import { LabError } from "./errors.ts";
import { textOf, type OpenedFile } from "./opened-file.ts";
import { MOST_EVENTS } from "./run-size.ts";
import type { RunResult } from "./types.ts";

/**
 * The runs of a stored trace, each judged again. In the Web Worker.
 * @throws BadInputError naming the line; LabError for a run that the lab cannot show.
 */
export async function replay(file: OpenedFile, mostEvents = MOST_EVENTS): Promise<readonly RunResult[]> {
  const outcomes = replayTraces(await textOf(file), file.name);
  return outcomes.map((outcome) => {
    const { header, events } = outcome;
    if (events.length > mostEvents) throw tooLong(file.name, header.variant, events.length, mostEvents);
    const scenario = resolveScenario(header);
    return { outcome, scenario, statecharts: statechartsOf(scenario), challenge: [] };
  });
}

function tooLong(name: string, variant: string, found: number, most: number): LabError {
  return new LabError({
    message: `${name}: is too long for the lab: the run of variant "${variant}" has ${found} events, expected at most ${most}.`,
    remedy: "Read it on the command line: npm run -s scenario -- replay FILE",
  });
}
