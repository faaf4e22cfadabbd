import type { Notice, PlannedBlow, PointFault, WireFault } from "../../actors/actor.ts";
import type { Fault } from "./registry.ts";

/** A scenario's faults, sorted by who makes them; each keeps its place in the scenario's list. */

/** What the runner does, to an actor or to what the flow's coordinators have stored. */
export type RunnerFault = { readonly fault: number } & (
  | ({ readonly actor: string } & PlannedBlow)
  | { readonly kind: "deploy"; readonly actor: string }
  | { readonly kind: "lose-store" }
  | ServerKill
);
/** `leaderOf`: the server that answers for this queue; null: the only one. `downMs`: null for good. */
export type ServerKill = {
  readonly kind: "server-kill";
  readonly leaderOf: string | null;
  readonly downMs: number | null;
};
/** What it does at a time of the run. */
export type TimedFault = RunnerFault & { readonly atMs: number };

/** When the world outside answers nobody. */
export type Outage = { readonly fault: number; readonly atMs: number; readonly forMs: number };

export function outages(faults: readonly Fault[]): Outage[] {
  return faults.flatMap((one, fault) => (one.kind === "outage" ? [{ fault, atMs: one.atMs, forMs: one.forMs }] : []));
}

/** Does one of them strike a server? It must then be the run's own. */
export function strikeServers(faults: readonly Fault[]): boolean {
  return faults.some(({ kind }) => kind === "server-kill");
}

export function poisoned(faults: readonly Fault[]): string[] {
  return faults.flatMap((fault) => (fault.kind === "poison" ? [fault.job] : []));
}

/** What strikes at points that this actor passes: at its own, and at those of a job that may come to anybody. */
export function pointFaults(faults: readonly Fault[], actor: string): PointFault[] {
  return planned(faults).flatMap(({ fault, at, runners, blow }): PointFault[] => {
    if (!("point" in at)) return [];
    const { point } = at;
    const strikes = blow ?? noticeOf(runners);
    if ("job" in at) return [{ fault, point, of: { job: at.job, attempt: at.attempt }, ...strikes }];
    return at.actor === actor ? [{ fault, point, of: { nth: at.nth }, ...strikes }] : [];
  });
}

export function timedFaults(faults: readonly Fault[]): TimedFault[] {
  return planned(faults).flatMap(({ at, runners }) => ("atMs" in at ? [{ ...runners, atMs: at.atMs }] : []));
}

/** What the runner does as soon as it hears that somebody has passed the fault's point. */
export function noticedFaults(faults: readonly Fault[]): RunnerFault[] {
  return planned(faults).flatMap(({ at, runners, blow }) => ("point" in at && blow === null ? [runners] : []));
}

/** Every actor has them all: who will send the job need not be known. */
export function wireFaults(faults: readonly Fault[]): WireFault[] {
  return faults.flatMap((fault, index): WireFault[] => {
    if (fault.kind !== "wire") return [];
    const delayMs = "delayMs" in fault ? (fault.delayMs ?? 0) : 0;
    return [{ fault: index, what: fault.what, job: fault.job, delayMs }];
  });
}

/** What a fault of the runner's is called in the trace, and whom it is done to. */
export function noticeOf(runners: RunnerFault): Notice {
  return { kind: "notice", what: runners.kind, target: targetOf(runners) };
}

function targetOf(runners: RunnerFault): string {
  if ("actor" in runners) return runners.actor;
  if (runners.kind === "lose-store") return "store";
  return runners.leaderOf === null ? "the server" : `the leader of ${runners.leaderOf}`;
}

type Place = Extract<Fault, { readonly at: unknown }>["at"];
type Planned = {
  readonly fault: number;
  readonly at: Place;
  readonly runners: RunnerFault;
  /** What strikes who passes the point; null: the runner does something, and they go on. */
  readonly blow: PlannedBlow | null;
};

function planned(faults: readonly Fault[]): Planned[] {
  return faults.flatMap((one, fault): Planned[] => {
    switch (one.kind) {
      case "crash":
        return [blowOf(fault, one.at, { kind: "crash" })];
      case "pause":
        return [blowOf(fault, one.at, { kind: "pause", forMs: one.forMs })];
      case "deploy":
        return [{ fault, at: one.at, runners: { fault, kind: one.kind, actor: one.actor }, blow: null }];
      case "lose-store":
        return [{ fault, at: one.at, runners: { fault, kind: one.kind }, blow: null }];
      case "server-kill": {
        const { kind, leaderOf = null, downMs } = one;
        return [{ fault, at: one.at, runners: { fault, kind, leaderOf, downMs }, blow: null }];
      }
      case "poison":
      case "wire":
      case "outage":
        return [];
    }
  });
}

function blowOf(fault: number, at: Place, blow: PlannedBlow): Planned {
  return { fault, at, runners: { fault, actor: "actor" in at ? at.actor : "", ...blow }, blow };
}
