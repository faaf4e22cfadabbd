import { describeIntervention, formatMs, ofType } from "../../../engine/views.ts";
import type { Intervention } from "../../../engine/scenario/run/run-types.ts";
import { whyNot } from "../stage/actor/interventions.ts";
import { indexTrace } from "../stage/trace/index-trace.ts";
import type { TraceIndex } from "../stage/trace/trace-index.ts";

/**
 * The engine applies interventions as far as it can. A run from elsewhere may contain an impossible one: on an actor
 * that does not exist or has crashed already, or at a moment that does not match its tick.
 * @returns what is wrong with the first such intervention, as a sentence; null if there is none.
 */
export function impossibleIn(index: TraceIndex, interventions: readonly Intervention[]): string | null {
  const told = [...interventions].sort((a, b) => a.afterTick - b.afterTick || a.atMs - b.atMs);
  for (const [i, { at, seq, action }] of ofType(index.events, "intervention-made").entries()) {
    const past = indexTrace({ ...index.source, events: index.events.slice(0, seq - 1) });
    const problem = whyNot(past, action, at) ?? otherMoment(at, told[i]);
    if (problem === null) continue;
    return `it says "${describeIntervention(action)}", and that is impossible. ${problem}`;
  }
  return null;
}

function otherMoment(at: number, told: Intervention | undefined): string | null {
  if (told === undefined || Math.abs(told.atMs - at) < 1) return null;
  return `It says ${formatMs(told.atMs)}, and after tick ${told.afterTick} the run was at ${formatMs(at)}.`;
}
