import type { PlannedBlow, PointFault, WireFault } from "../../actors/planned-faults.ts";
import type { Moment, Place } from "./place.ts";
import { faultKind, type Fault } from "./registry.ts";

/** A scenario's faults, sorted by who makes them; each keeps its place in the scenario's list. */

/** What the runner makes. */
export type RunnerFault = {
  /** Its place in the scenario's list. */
  readonly fault: number;
  /** As the trace calls it, and what it is done to. */
  readonly what: string;
  readonly target: string;
  readonly planned: Fault;
  /** The run may end before it comes. */
  readonly optional: boolean;
};
/** What it makes at a time of the run. */
export type TimedFault = RunnerFault & { readonly atMs: number };

/** Does one of them kill a server? It must then be the run's own. */
export function strikeServers(faults: readonly Fault[]): boolean {
  return faults.some((fault) => faultKind(fault).killsServers === true);
}

/** The jobs whose payload is spoiled by whoever sends them. */
export function poisoned(faults: readonly Fault[]): string[] {
  return faults.flatMap((fault) => {
    const planned = faultKind(fault).plan(fault);
    return planned.by === "sender" ? [planned.job] : [];
  });
}

/** Every actor has them all: who will send the job need not be known. */
export function wireFaults(faults: readonly Fault[]): WireFault[] {
  return faults.flatMap((fault, index) => {
    const planned = faultKind(fault).plan(fault);
    return planned.by === "wire" ? [{ fault: index, ...planned.fault }] : [];
  });
}

/** What strikes at points that this actor passes: at its own, and at those of a job that may come to anybody. */
export function pointFaults(faults: readonly Fault[], actor: string): PointFault[] {
  return placed(faults).flatMap(({ at, blow, runner }): PointFault[] => {
    if (!("point" in at)) return [];
    const { fault, what, target } = runner;
    const strikes = blow ?? { kind: "notice", what, target };
    const { point } = at;
    if ("job" in at) return [{ fault, point, of: { job: at.job, attempt: at.attempt }, ...strikes }];
    return at.actor === actor ? [{ fault, point, of: { nth: at.nth }, ...strikes }] : [];
  });
}

export function timedFaults(faults: readonly Fault[]): TimedFault[] {
  return placed(faults).flatMap(({ at, runner }) => ("atMs" in at ? [{ ...runner, atMs: at.atMs }] : []));
}

/** What the runner makes as soon as it hears that somebody has passed the fault's point. */
export function noticedFaults(faults: readonly Fault[]): RunnerFault[] {
  return placed(faults).flatMap(({ at, blow, runner }) => ("point" in at && blow === null ? [runner] : []));
}

type Placed = {
  readonly at: Place | Moment;
  /** What strikes who passes the point; null: the runner does something, and they go on. */
  readonly blow: PlannedBlow | null;
  readonly runner: RunnerFault;
};

function placed(faults: readonly Fault[]): Placed[] {
  return faults.flatMap((planned, fault): Placed[] => {
    const plan = faultKind(planned).plan(planned);
    const runner = { fault, what: planned.kind, planned };
    switch (plan.by) {
      case "actor": {
        const target = "actor" in plan.at ? plan.at.actor : "";
        return [{ at: plan.at, blow: plan.blow, runner: { ...runner, target, optional: false } }];
      }
      case "runner": {
        const { at, target, optional = false } = plan;
        return [{ at, blow: null, runner: { ...runner, target, optional } }];
      }
      case "sender":
      case "wire":
        return [];
    }
  });
}
