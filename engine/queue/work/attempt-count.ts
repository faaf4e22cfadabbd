/**
 * What is written down of the runs of one message, beside the server's delivery count. Pure.
 *
 * A delivery is not a run: a job may wait in a worker's memory and be handed back, or the worker is killed while the job waits
 * there. The server counts both. So a run is written down before it begins, from the second delivery on: a delivery that left no
 * entry did not become a run. The first delivery is not written down (nearly all jobs have only one, and pay nothing) and counts
 * as a run unless it was handed back; where a job may run only once, it is written down as well.
 */
export type RunEntry = {
  /** What became of the first delivery, as far as it was written down. */
  readonly first: "unknown" | "ran" | "handed-back";
  /** Runs that began in later deliveries, without those that were handed back. */
  readonly later: number;
  /** Deliveries that were handed back, whether a run had begun or not. */
  readonly handedBack: number;
  /** One of the runs had its worker to itself: if that one died, no neighbour was the reason. */
  readonly alone: boolean;
};

export const NO_ENTRY: RunEntry = { first: "unknown", later: 0, handedBack: 0, alone: false };

/** Runs before the delivery with this number. */
export function runsBefore({ first, later }: RunEntry, deliveries: number, maxAttempts: number | null): number {
  if (deliveries === 1) return 0;
  const firstRan = first === "ran" || (first === "unknown" && maxAttempts !== 1);
  return later + (firstRan ? 1 : 0);
}

/** What to do with a job that was delivered. `attempt`: the number of the run that begins, from 1. */
export type Verdict =
  | { readonly kind: "run" | "run-alone"; readonly attempt: number }
  /** `runs`: how many began, and nobody finished one. */
  | { readonly kind: "give-up"; readonly runs: number };

/** Before a job is given up on, it gets one run with a worker to itself: a neighbour may have killed the others. */
export function judge(entry: RunEntry, deliveries: number, maxAttempts: number | null): Verdict {
  const runs = runsBefore(entry, deliveries, maxAttempts);
  if (maxAttempts === null || runs < maxAttempts) return { kind: "run", attempt: runs + 1 };
  return entry.alone ? { kind: "give-up", runs } : { kind: "run-alone", attempt: runs + 1 };
}

/** Whether the run that begins now is written down before it begins. */
export function isWritten(deliveries: number, maxAttempts: number | null): boolean {
  return deliveries > 1 || maxAttempts === 1;
}

export function withRun(entry: RunEntry, deliveries: number, alone: boolean): RunEntry {
  const counted = deliveries === 1 ? { first: "ran" as const } : { later: entry.later + 1 };
  return { ...entry, ...counted, alone: entry.alone || alone };
}

/** `began`: whether the run that is handed back had been written down. */
export function withHandBack(entry: RunEntry, deliveries: number, began: boolean): RunEntry {
  const handedBack = entry.handedBack + 1;
  if (deliveries === 1) return { ...entry, handedBack, first: "handed-back" };
  return { ...entry, handedBack, later: Math.max(0, entry.later - (began ? 1 : 0)) };
}
