import type { Clock } from "../../clock/clock.ts";
import type { Supervisor } from "../../host/supervisor.ts";
import type { EventOf, TraceEvent } from "../../trace/events.ts";
import type { EventId } from "../../trace/event.ts";
import type { Collector, RecordedEvent, Recorder } from "../../trace/recorder.ts";
import type { Plan } from "../run/plan.ts";
import type { ServerWatch } from "../parts/servers/server-watch.ts";
import { noticeOf, type Outage, type RunnerFault, type TimedFault } from "./plan.ts";

export type FaultStage = {
  readonly supervisor: Supervisor;
  /** Its timers outlive every actor. */
  readonly clock: Clock;
  readonly runner: Recorder;
  readonly collector: Collector;
  /** Empties the store of the flow's coordinators, if they have one. */
  readonly loseStore: () => Promise<void>;
  readonly servers: ServerWatch;
};

/** Makes the faults that are the runner's to make, and knows whether a run may end as far as faults go. */
export class FaultWatch {
  private readonly timed: readonly TimedFault[];
  private readonly noticed: readonly RunnerFault[];
  private readonly outages: readonly Outage[];
  private outagesNow = 0;
  private readonly stage: FaultStage;
  private toCome: number;

  constructor(
    { timedFaults, noticedFaults, outages = [] }: Pick<Plan, "timedFaults" | "noticedFaults"> & Partial<Plan>,
    stage: FaultStage,
  ) {
    this.outages = outages;
    this.timed = timedFaults;
    this.noticed = noticedFaults;
    this.stage = stage;
    this.toCome = timedFaults.length;
  }

  /** The times of those that have one count from now. */
  schedule(): void {
    for (const planned of this.timed) {
      this.stage.clock.setTimeout(() => {
        this.toCome--;
        const { what, target } = noticeOf(planned);
        const event = { type: "fault-injected", fault: planned.fault, what, target, job: null } as const;
        this.strike(planned, this.stage.runner.record(event));
      }, planned.atMs);
    }
    for (const outage of this.outages) this.plan(outage);
  }

  /** Does the world outside answer nobody just now? */
  get isOutage(): boolean {
    return this.outagesNow > 0;
  }

  private plan({ fault, atMs, forMs }: Outage): void {
    const { clock, runner } = this.stage;
    clock.setTimeout(() => {
      this.outagesNow++;
      runner.record({ type: "fault-injected", fault, what: "outage", target: "world", job: null });
      clock.setTimeout(() => this.outagesNow--, forMs);
    }, atMs);
  }

  /** Nothing is still to come, nobody is frozen and the wire holds nothing back. */
  get quiet(): boolean {
    const { supervisor, collector } = this.stage;
    if (this.toCome > 0 || supervisor.anyFrozen) return false;
    // Asked at every look: the cheap answer first.
    return collector.count("fault-injected") === 0 || !heldBack(collector.events);
  }

  /** Somebody has recorded this: perhaps that they have passed the point of a fault that is the runner's. */
  hear(event: RecordedEvent): void {
    if (event.type !== "fault-injected") return;
    const noticed = this.noticed.find(({ fault }) => fault === event.fault);
    // By a timer of the runner's own: whoever recorded it is in the midst of something, and may die.
    if (noticed) this.stage.clock.setTimeout(() => this.strike(noticed, event.id), 0);
  }

  private strike(planned: RunnerFault, cause: EventId): void {
    const { supervisor, loseStore, servers } = this.stage;
    switch (planned.kind) {
      case "crash":
        return void supervisor.crash(planned.actor, { by: "fault", detail: "at its time", cause });
      case "pause":
        return void supervisor.pause(planned.actor, { by: "fault", cause, forMs: planned.forMs });
      case "deploy":
        return void supervisor.deploy(planned.actor);
      case "lose-store":
        // A server that does not answer loses the whole run, and others say so.
        return void loseStore().catch(() => undefined);
      case "server-kill":
        return servers.strike(planned, cause);
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
