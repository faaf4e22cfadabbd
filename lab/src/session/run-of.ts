import type { InterventionAction } from "../../../engine/trace/events/runner.ts";
import { whyNot } from "../stage/actor/interventions.ts";
import { runLabel } from "./run-label.ts";
import { decisiveWords } from "../lessons/decisive.ts";
import { decidePrediction, decisiveMoment } from "../lessons/figures.ts";
import { impossibleIn } from "./impossible.ts";
import { indexTrace } from "../stage/trace/index-trace.ts";
import { marks } from "../panels/time-machine/marks.ts";
import type { Failure, LabRequest, Run, RunId, RunResult } from "./types.ts";

/** What reads a finished run. It is loaded with the first run: the first screen does without. */

/** Everything that the views need of a finished run, computed once. */
export function runOf(id: RunId, request: LabRequest, { outcome, scenario, statecharts }: RunResult): Run {
  const { header, events, report } = outcome;
  const index = indexTrace({ scenario, broker: header.broker, events, endMs: report.virtualMs ?? 0 });
  const decisive = scenario.lesson ? decisiveMoment(scenario.lesson, events) : null;
  const rightChoice = scenario.lesson ? decidePrediction(scenario.lesson, events) : null;
  const decisiveSays = decisive ? decisiveWords(index, request, decisive) : "";
  return {
    id,
    request,
    outcome,
    scenario,
    statecharts,
    index,
    marks: marks(index, decisiveSays),
    label: runLabel(request, header.broker),
    forkedAt: request.interventions.at(-1)?.atMs ?? null,
    decisive,
    decisiveSays,
    rightChoice,
  };
}

/** Why an intervention makes no sense at this moment of a run; null if it does. */
export function refusal({ index }: Run, action: InterventionAction, atMs: number): string | null {
  return whyNot(index, action, atMs);
}

/** For a run from elsewhere: the intervention that is impossible; null if all are possible. */
export function impossibleRun({ index, request }: Run): Failure | null {
  const message = impossibleIn(index, request.interventions);
  return message === null ? null : { message, remedy: "Ask for the link again, or choose a scenario here." };
}
