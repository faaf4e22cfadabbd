import type { InterventionAction } from "../../../engine/trace/events/runner.ts";
import { whyNot } from "../stage/actor/interventions.ts";
import { runLabel } from "./run-label.ts";
import { pausesOf } from "../lessons/decisive.ts";
import { isSetUp, nextSettings } from "./run-setup.ts";
import { decidePrediction, decisiveMoment } from "../lessons/figures.ts";
import { impossibleIn } from "./impossible.ts";
import { indexTrace } from "../stage/trace/index-trace.ts";
import { marks } from "../panels/time-machine/marks.ts";
import type { Failure, LabRequest, Run, RunId, RunResult } from "./types.ts";

/** What reads a finished run. It is loaded with the first run: the first screen does without. */

/** Everything that the views need of a finished run, computed once. */
export function runOf(id: RunId, request: LabRequest, { outcome, scenario, statecharts, challenge }: RunResult): Run {
  const { header, events, report } = outcome;
  const index = indexTrace({ scenario, broker: header.broker, events, endMs: report.virtualMs ?? 0 });
  const decisive = scenario.lesson ? decisiveMoment(scenario.lesson, events) : null;
  const rightChoice = scenario.lesson ? decidePrediction(scenario.lesson, events) : null;
  const pauses = pausesOf(index, request);
  const decisiveSays = pauses.find(({ isDecisive }) => isDecisive)?.says ?? "";
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
    pauses,
    rightChoice,
    rightSecond: rightSecondOf(request, events),
    challenge,
  };
}

/** The choice about the changed run that this run proves right; null unless only the lesson's next change was made. */
function rightSecondOf(request: LabRequest, events: RunResult["outcome"]["events"]): string | null {
  const next = request.scenario.lesson?.next;
  if (!next?.prediction || !isSetUp(request, nextSettings(request.scenario, next))) return null;
  return decidePrediction({ prediction: next.prediction }, events);
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
