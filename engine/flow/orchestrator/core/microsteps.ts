import type { AnyStateMachine } from "xstate";

/** More than any machine that comes to rest needs for one event, and few enough to be computed in some milliseconds. */
export const MOST_MICROSTEPS = 1_000;

/**
 * The same machine with a bound on the microsteps that one event may take. XState has none by default: two states that
 * lead to each other by `always` would keep the process busy for ever. With the bound XState throws, and the flow is stuck
 * with that reason. A machine that brings a bound of its own keeps it.
 */
export function bounded<M extends AnyStateMachine>(machine: M): M {
  if (Number.isFinite(machine.options.maxIterations)) return machine;
  const copy = machine.provide({}) as M;
  copy.options = { ...copy.options, maxIterations: MOST_MICROSTEPS };
  return copy;
}
