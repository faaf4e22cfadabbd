import type { Difference } from "./compare.ts";
import { isReaction, type Order, type Program } from "./program.ts";

/** Several of each, as there may be a coincidence in the next millisecond too; one of each must agree. */
export type Nudges = { readonly earlier: readonly Program[]; readonly later: readonly Program[] };

const STEPS_MS = [1, 2, 3];

/**
 * What reaches a server within one millisecond, it may take in any order; nobody promises which of two goroutines is first,
 * or whether a timer is before a call. Whether a difference is only that, is found out by trial: with the call a little
 * earlier, and with it a little later, both brokers must agree to the end.
 */
export function nudged(program: Program, difference: Difference): Nudges | null {
  const { channel, at } = difference;
  if (/^(consumer|stream|stored) /.test(channel)) return aroundTheEnd(program);
  const calls = program.steps.filter(
    (step): step is Order => !isReaction(step) && step.atMs + 2 * program.hopMs === at,
  );
  const [call] = calls;
  // Of its answer a publisher is promised that it is right to the millisecond.
  if (call === undefined || (call.call.do === "publish" && channel === `step ${call.id}`)) return null;
  const by = (sign: number) => STEPS_MS.map((ms) => moved(program, call, sign * ms));
  return { earlier: by(-1), later: by(1) };
}

/** Its clients vanish a little earlier or later. */
function aroundTheEnd(program: Program): Nudges {
  const by = (sign: number) => STEPS_MS.map((ms) => ({ ...program, lengthMs: program.lengthMs + sign * ms }));
  return { earlier: by(-1), later: by(1) };
}

function moved(program: Program, call: Order, byMs: number): Program {
  const steps = program.steps.map((step) => (step === call ? { ...call, atMs: call.atMs + byMs } : step));
  return { ...program, steps };
}
