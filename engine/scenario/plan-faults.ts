import type { PlannedBlow, PointFault, WireFault } from "../actors/actor.ts";
import type { Fault } from "./schema-faults.ts";

/** A scenario's faults, sorted by who makes them; each keeps its place in the scenario's list. */

/** What the runner does at a time of the run: to an actor, or to what the flow's coordinators have stored. */
export type TimedFault = { readonly fault: number; readonly atMs: number } & (
  | ({ readonly actor: string } & PlannedBlow)
  | { readonly kind: "lose-store" }
);

export function poisoned(faults: readonly Fault[]): string[] {
  return faults.flatMap((fault) => (fault.kind === "poison" ? [fault.job] : []));
}

/** What strikes at points that this actor passes: at its own, and at those of a job that may come to anybody. */
export function pointFaults(faults: readonly Fault[], actor: string): PointFault[] {
  return blows(faults).flatMap(({ fault, at, blow }): PointFault[] => {
    if (!("point" in at)) return [];
    const { point } = at;
    if ("job" in at) return [{ fault, point, of: { job: at.job, attempt: at.attempt }, ...blow }];
    return at.actor === actor ? [{ fault, point, of: { nth: at.nth }, ...blow }] : [];
  });
}

export function timedFaults(faults: readonly Fault[]): TimedFault[] {
  const ofActors = blows(faults).flatMap(({ fault, at, blow }): TimedFault[] =>
    "atMs" in at ? [{ fault, actor: at.actor, atMs: at.atMs, ...blow }] : [],
  );
  const ofOthers = faults.flatMap((planned, fault): TimedFault[] =>
    planned.kind === "lose-store" ? [{ fault, ...planned }] : [],
  );
  return [...ofActors, ...ofOthers];
}

/** Every actor has them all: who will send the job need not be known. */
export function wireFaults(faults: readonly Fault[]): WireFault[] {
  return faults.flatMap((fault, index): WireFault[] => {
    if (fault.kind !== "wire") return [];
    const delayMs = "delayMs" in fault ? (fault.delayMs ?? 0) : 0;
    return [{ fault: index, what: fault.what, job: fault.job, delayMs }];
  });
}

type Blow = { readonly fault: number; readonly at: Place; readonly blow: PlannedBlow };
type Place = Extract<Fault, { kind: "crash" }>["at"];

function blows(faults: readonly Fault[]): Blow[] {
  return faults.flatMap((fault, index): Blow[] => {
    if (fault.kind === "crash") return [{ fault: index, at: fault.at, blow: { kind: "crash" } }];
    return fault.kind === "pause" ? [{ fault: index, at: fault.at, blow: { kind: "pause", forMs: fault.forMs } }] : [];
  });
}
