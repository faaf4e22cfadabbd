import { withoutLesson } from "../lessons/written.ts";
import { rowOf } from "../panels/events/event-rows.ts";
import { stageAt, tokensAt } from "../stage/stage.ts";
import { failureOf, LabError } from "./errors.ts";
import { runOf } from "./run-of.ts";
import type { Run, RunId, RunResult } from "./types.ts";

/** What reads a run from a file. Nothing is asked about it, so it has no lesson. */
function recordedRun(id: RunId, result: RunResult): Run {
  const { scenario, variant, knobs, seed, interventions, broker } = result.outcome.header;
  const again = broker === "wasm" ? broker : "sim";
  return runOf(
    id,
    { scenario, variant, knobs, seed, interventions, broker: again },
    { ...result, scenario: withoutLesson(result.scenario) },
  );
}

/**
 * The run, once it has been drawn at a few moments without a page: events of the right shape may still contradict each other.
 * @throws LabError for a run that cannot be drawn.
 */
export function drawable(id: RunId, result: RunResult, file: string): Run {
  try {
    const run = recordedRun(id, result);
    for (const event of run.index.events) rowOf(run.index, event);
    for (const part of [0, 0.25, 0.5, 0.75, 1]) {
      stageAt(run.index, part * run.index.endMs);
      tokensAt(run.index, part * run.index.endMs);
    }
    return run;
  } catch (thrown) {
    throw new LabError(
      {
        message: `${file}: its events contradict each other, so the run cannot be drawn (${failureOf(thrown).message}).`,
        remedy: "`run … --trace FILE` writes traces that can be read again.",
      },
      { cause: thrown },
    );
  }
}
