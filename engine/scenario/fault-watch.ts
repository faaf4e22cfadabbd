import type { Clock } from "../clock/clock.ts";
import type { Supervisor } from "../host/supervisor.ts";
import type { EventOf, TraceEvent } from "../trace/events.ts";
import type { Collector, Recorder } from "../trace/recorder.ts";
import type { TimedFault } from "./plan-faults.ts";

export type FaultStage = {
  readonly supervisor: Supervisor;
  /** Its timers outlive every actor. */
  readonly clock: Clock;
  readonly runner: Recorder;
  readonly collector: Collector;
};

/** Makes the faults that strike at a time, and knows whether a run may end as far as faults go. */
export class FaultWatch {
  private readonly timed: readonly TimedFault[];
  private readonly stage: FaultStage;
  private toCome: number;

  constructor(timed: readonly TimedFault[], stage: FaultStage) {
    this.timed = timed;
    this.stage = stage;
    this.toCome = timed.length;
  }

  /** Their times count from now. `loseStore` empties the store of the flow's coordinators, if they have one. */
  schedule(loseStore: () => Promise<void>): void {
    for (const planned of this.timed) {
      this.stage.clock.setTimeout(() => {
        this.toCome--;
        this.strike(planned, loseStore);
      }, planned.atMs);
    }
  }

  /** Nothing is still to come, nobody is frozen and the wire holds nothing back. */
  get quiet(): boolean {
    const { supervisor, collector } = this.stage;
    if (this.toCome > 0 || supervisor.anyFrozen) return false;
    // Asked at every look: the cheap answer first.
    return collector.count("fault-injected") === 0 || !heldBack(collector.events);
  }

  private strike(planned: TimedFault, loseStore: () => Promise<void>): void {
    const { supervisor, runner } = this.stage;
    const { fault, kind } = planned;
    const target = kind === "lose-store" ? "store" : planned.actor;
    const cause = runner.record({ type: "fault-injected", fault, what: kind, target, job: null });
    switch (kind) {
      case "crash":
        return void supervisor.crash(target, { by: "fault", detail: "at its time", cause });
      case "pause":
        return void supervisor.pause(target, { by: "fault", cause, forMs: planned.forMs });
      case "lose-store":
        // A server that does not answer loses the whole run, and others say so.
        return void loseStore().catch(() => undefined);
    }
  }
}

/**
 * Does the wire still hold a message back? A run that ended now would leave it in a queue that nobody works on. It is on
 * its way no longer when the sender has recorded what became of it, or has ended itself.
 */
export function heldBack(events: readonly TraceEvent[]): boolean {
  return events.some(
    (event) =>
      event.type === "fault-injected" &&
      event.what in ARRIVALS &&
      !events.slice(event.seq).some((later) => isEnd(event, later)),
  );
}

/** What is recorded when a message has arrived at last, by what was done to it. */
const ARRIVALS: { readonly [what: string]: readonly TraceEvent["type"][] } = {
  "wire delay": ["job-stored", "job-deduplicated"],
  "wire duplicate": ["job-duplicated"],
};

function isEnd({ what, job, actor, incarnation }: EventOf<"fault-injected">, later: TraceEvent): boolean {
  if (later.actor !== actor || later.incarnation !== incarnation) return false;
  if (later.type === "actor-crashed" || later.type === "actor-stopped") return true;
  return ARRIVALS[what]?.includes(later.type) === true && "job" in later && later.job === job;
}
