import type { AnyStateMachine } from "xstate";

/** More than any terminating machine needs for one event, and computed within milliseconds. */
export const MOST_MICROSTEPS = 1_000;

/**
 * The same machine with a limit of the microsteps per event. XState has none by default: two states that lead to each other by
 * `always` would keep the process busy for ever. With the limit XState throws, and the flow is stuck with that reason. A
 * machine with a limit of its own keeps it.
 */
export function bounded<M extends AnyStateMachine>(machine: M): M {
  if (Number.isFinite(machine.options.maxIterations)) return machine;
  const copy = machine.provide({}) as M;
  copy.options = { ...copy.options, maxIterations: MOST_MICROSTEPS };
  return copy;
}
