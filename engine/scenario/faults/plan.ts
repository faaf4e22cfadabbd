import type { ActorFault, PointFault, WireFault } from "../../actors/planned-faults.ts";
import type { Moment, Place } from "./place.ts";
import { faultKind, type Fault } from "./registry.ts";

// A scenario's faults, sorted by who makes them. Each keeps its index in the scenario's list.

/** A fault that the runner makes. */
export type RunnerFault = {
  /** Its index in the scenario's list. */
  readonly fault: number;
  /** The fault and its target, as the trace names them. */
  readonly what: string;
  readonly target: string;
  readonly planned: Fault;
  /** Whether the run may end before the fault strikes. */
  readonly optional: boolean;
};
/** One that the runner makes at a time of the run, counted from when the workers are up. */
export type TimedFault = RunnerFault & { readonly atMs: number };

/** Whether one of them kills a server, which must then be the run's own. */
export function strikeServers(faults: readonly Fault[]): boolean {
  return faults.some((fault) => faultKind(fault).killsServers === true);
}

/** The jobs whose payload their senders spoil. */
export function poisoned(faults: readonly Fault[]): string[] {
  return faults.flatMap((fault) => {
    const planned = faultKind(fault).plan(fault);
    return planned.by === "sender" ? [planned.job] : [];
  });
}

/** Faults of the wire. Every actor gets all of them, so it does not matter which one sends the job. */
export function wireFaults(faults: readonly Fault[]): WireFault[] {
  return faults.flatMap((fault, index) => {
    const planned = faultKind(fault).plan(fault);
    return planned.by === "wire" ? [{ fault: index, ...planned.fault }] : [];
  });
}

/** The faults at points that this actor may pass: its own, and those of jobs, which any actor may get. */
export function pointFaults(faults: readonly Fault[], actor: string): PointFault[] {
  return placed(faults).flatMap(({ at, actorFault, runner }): PointFault[] => {
    if (!("point" in at)) return [];
    const { fault, what, target } = runner;
    const strikes = actorFault ?? { kind: "notice", what, target };
    const { point } = at;
    if ("job" in at) return [{ fault, point, of: { job: at.job, attempt: at.attempt }, ...strikes }];
    return at.actor === actor ? [{ fault, point, of: { nth: at.nth }, ...strikes }] : [];
  });
}

export function timedFaults(faults: readonly Fault[]): TimedFault[] {
  return placed(faults).flatMap(({ at, runner }) => ("atMs" in at ? [{ ...runner, atMs: at.atMs }] : []));
}

/** The faults that the runner makes as soon as it hears that an actor has passed their point. */
export function noticedFaults(faults: readonly Fault[]): RunnerFault[] {
  return placed(faults).flatMap(({ at, actorFault, runner }) => ("point" in at && actorFault === null ? [runner] : []));
}

type Placed = {
  readonly at: Place | Moment;
  /** Done to the actor that passes the point; null: the runner does something else, and the actor goes on. */
  readonly actorFault: ActorFault | null;
  readonly runner: RunnerFault;
};

function placed(faults: readonly Fault[]): Placed[] {
  return faults.flatMap((planned, fault): Placed[] => {
    const plan = faultKind(planned).plan(planned);
    const runner = { fault, what: planned.kind, planned };
    switch (plan.by) {
      case "actor": {
        const target = "actor" in plan.at ? plan.at.actor : "";
        return [{ at: plan.at, actorFault: plan.actorFault, runner: { ...runner, target, optional: false } }];
      }
      case "runner": {
        const { at, target, optional = false } = plan;
        return [{ at, actorFault: null, runner: { ...runner, target, optional } }];
      }
      case "sender":
      case "wire":
        return [];
    }
  });
}
