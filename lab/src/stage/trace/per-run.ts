import type { TraceIndex } from "./trace-index.ts";

/** Computes something of a run when it is first asked for, and keeps it as long as the run. */
export function perRun<T>(compute: (index: TraceIndex) => T): (index: TraceIndex) => T {
  const known = new WeakMap<TraceIndex, { readonly value: T }>();
  return (index) => {
    const found = known.get(index) ?? { value: compute(index) };
    known.set(index, found);
    return found.value;
  };
}
