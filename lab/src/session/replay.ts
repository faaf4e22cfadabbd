import { replayTraces, resolveScenario, statechartsOf } from "../../../engine/browser.ts";
import { LabError } from "./errors.ts";
import { textOf, type OpenedFile } from "./opened-file.ts";
import { MOST_EVENTS } from "./run-size.ts";
import type { RunResult } from "./types.ts";

/**
 * The runs of a stored trace, each judged again. In the Web Worker.
 * @throws BadInputError naming the line; LabError for a run that the lab cannot show.
 */
export async function replay(file: OpenedFile): Promise<readonly RunResult[]> {
  const outcomes = replayTraces(await textOf(file), file.name);
  return outcomes.map((outcome) => {
    const { header, events } = outcome;
    if (events.length > MOST_EVENTS) throw tooLong(file.name, header.variant, events.length);
    const scenario = resolveScenario(header);
    return { outcome, scenario, statecharts: statechartsOf(scenario) };
  });
}

function tooLong(name: string, variant: string, found: number): LabError {
  return new LabError({
    message: `${name}: is too long for the lab: the run of variant "${variant}" has ${found} events, expected at most ${MOST_EVENTS}.`,
    remedy: "Read it on the command line: npm run -s scenario -- replay FILE",
  });
}
