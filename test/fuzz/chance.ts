import { IDLE_HEARTBEAT } from "../../engine/sim/consumer/outlet.ts";
import { type Difference, isOfTheEnd } from "./compare.ts";
import { isReaction, type Program, type Step } from "./program.ts";
import type { Observation } from "./observation.ts";

/** Several of each, as there may be a coincidence in the next millisecond too; one of each must agree. */
export type Perturbations = { readonly earlier: readonly Program[]; readonly later: readonly Program[] };

const STEPS_MS = [1, 2, 3];

/**
 * What reaches a server within one millisecond, it may take in any order; nobody promises which of two goroutines is first,
 * or whether a timer is before a call. Whether a difference is only that, is found out by trial: with a step that reached
 * the server just then a little earlier, and with it a little later, both brokers must agree to the end.
 */
export function perturbed(
  program: Program,
  difference: Difference,
  observations: readonly Observation[],
): readonly Perturbations[] {
  const { channel, at } = difference;
  if (isOfTheEnd(channel)) return [aroundTheEnd(program)];
  const { hopMs, steps } = program;
  return steps
    .filter((step) => sentAt(step, observations) + 2 * hopMs === at || isHeartbeatOf(step, difference))
    .filter((step) => !isAnswerToPublish(step, channel))
    .map((step) => {
      const by = (sign: number) => STEPS_MS.map((ms) => moved(program, step, sign * ms));
      // What is done at once cannot be done earlier.
      return { earlier: isReaction(step) && step.afterMs === 0 ? by(1) : by(-1), later: by(1) };
    });
}

/** A pull's heartbeats come by a timer, which may meet other timers. */
function isHeartbeatOf(step: Step, { channel, first, second }: Difference): boolean {
  return channel === `step ${step.id}` && JSON.stringify([first, second]).includes(IDLE_HEARTBEAT);
}

/** A publisher is promised that its answer is right to the millisecond. */
function isAnswerToPublish(step: Step, channel: string): boolean {
  return !isReaction(step) && step.call.do === "publish" && channel === `step ${step.id}`;
}

function sentAt(step: Step, observations: readonly Observation[]): number {
  if (!isReaction(step)) return step.atMs;
  const message = observations.filter(({ channel }) => channel === `step ${step.to}`)[step.nth - 1];
  return message === undefined ? Number.NaN : message.at + step.afterMs;
}

/** Its clients vanish a little earlier or later. */
function aroundTheEnd(program: Program): Perturbations {
  const by = (sign: number) => STEPS_MS.map((ms) => ({ ...program, lengthMs: program.lengthMs + sign * ms }));
  return { earlier: by(-1), later: by(1) };
}

function moved(program: Program, which: Step, byMs: number): Program {
  const steps = program.steps.map((step) => (step === which ? later(step, byMs) : step));
  return { ...program, steps };
}

function later(step: Step, byMs: number): Step {
  return isReaction(step) ? { ...step, afterMs: step.afterMs + byMs } : { ...step, atMs: step.atMs + byMs };
}
