/**
 * The record of one message's runs, beside the server's delivery count. Pure.
 *
 * A delivery is not a run: a job may wait in a worker's memory and be handed back, or its worker is killed while it waits
 * there. The server counts both. So from the second delivery on, a run is recorded before it begins: a delivery without a
 * record did not become a run. The first delivery is not recorded (nearly all jobs have only one, which then costs nothing) and
 * counts as a run unless it was handed back. If a job may run only once, its first run is recorded as well.
 */
export type RunEntry = {
  /** What happened to the first delivery, as far as it was recorded. */
  readonly first: "unknown" | "ran" | "handed-back";
  /** The number of runs that began in later deliveries, without those that were handed back. */
  readonly later: number;
  /** The number of deliveries that were handed back, whether a run had begun or not. */
  readonly handedBack: number;
  /** Whether one of the runs had its worker to itself. If that one crashed, no other job was the reason. */
  readonly alone: boolean;
};

export const NO_ENTRY: RunEntry = { first: "unknown", later: 0, handedBack: 0, alone: false };

/** The number of runs before the delivery with this number. */
export function runsBefore({ first, later }: RunEntry, deliveries: number, maxAttempts: number | null): number {
  if (deliveries === 1) return 0;
  const firstRan = first === "ran" || (first === "unknown" && maxAttempts !== 1);
  return later + (firstRan ? 1 : 0);
}

/** What to do with a delivered job. `attempt`: the number of the run that begins, from 1. */
export type Verdict =
  | { readonly kind: "run" | "run-alone"; readonly attempt: number }
  /** `runs`: how many began; none of them finished. */
  | { readonly kind: "give-up"; readonly runs: number };

/** Before a job is given up, it gets one run with a worker to itself, because another job may have crashed the earlier ones. */
export function judge(entry: RunEntry, deliveries: number, maxAttempts: number | null): Verdict {
  const runs = runsBefore(entry, deliveries, maxAttempts);
  if (maxAttempts === null || runs < maxAttempts) return { kind: "run", attempt: runs + 1 };
  return entry.alone ? { kind: "give-up", runs } : { kind: "run-alone", attempt: runs + 1 };
}

/** Whether the run that begins now is recorded first. */
export function isWritten(deliveries: number, maxAttempts: number | null): boolean {
  return deliveries > 1 || maxAttempts === 1;
}

export function withRun(entry: RunEntry, deliveries: number, alone: boolean): RunEntry {
  const counted = deliveries === 1 ? { first: "ran" as const } : { later: entry.later + 1 };
  return { ...entry, ...counted, alone: entry.alone || alone };
}

/** `began`: whether the run that is handed back had been recorded. */
export function withHandBack(entry: RunEntry, deliveries: number, began: boolean): RunEntry {
  const handedBack = entry.handedBack + 1;
  if (deliveries === 1) return { ...entry, handedBack, first: "handed-back" };
  return { ...entry, handedBack, later: Math.max(0, entry.later - (began ? 1 : 0)) };
}
