import type { Clock } from "../../clock/clock.ts";
import type { Supervisor } from "../../host/supervisor.ts";
import type { EventId } from "../../trace/event.ts";
import type { Collector, RecordedEvent, Recorder } from "../../trace/recorder.ts";
import type { TraceEvent } from "../../trace/events.ts";
import type { Plan } from "../run/plan.ts";
import type { FaultTools } from "./fault.ts";
import type { RunnerFault, TimedFault } from "./plan.ts";
import { faultKind, kindsOfFaults } from "./registry.ts";

export type FaultStage = {
  readonly supervisor: Supervisor;
  /** Its timers must outlive every actor. */
  readonly clock: Clock;
  readonly runner: Recorder;
  readonly collector: Collector;
  /** Called when a fault strikes: the parts provide the tools once the run is connected. */
  readonly tools: () => FaultTools;
};

/** Strikes the faults that the runner makes, and knows whether faults still keep the run from ending. */
export class FaultWatch {
  private readonly timed: readonly TimedFault[];
  private readonly noticed: readonly RunnerFault[];
  private readonly stage: FaultStage;
  /** Of the kinds that this scenario has: each reads the whole trace, and is asked at every look. */
  private readonly isUnderWay: readonly ((events: readonly TraceEvent[]) => boolean)[];
  private toCome: number;
  /** Faults that the runner has begun to make and that are not complete. */
  private beingMade = 0;

  constructor(
    { scenario, timedFaults, noticedFaults }: Pick<Plan, "scenario" | "timedFaults" | "noticedFaults">,
    stage: FaultStage,
  ) {
    this.isUnderWay = kindsOfFaults(scenario.faults).flatMap(({ isUnderWay }) => isUnderWay ?? []);
    this.timed = timedFaults;
    this.noticed = noticedFaults;
    this.stage = stage;
    this.toCome = timedFaults.filter(({ optional }) => !optional).length;
  }

  /** Starts the timers of the faults that have a time: their times count from now. */
  schedule(): void {
    for (const timed of this.timed) this.stage.clock.setTimeout(() => this.strikeNow(timed), timed.atMs);
  }

  /** True when no fault is still to come or under way: no actor is paused, and the wire delays no message. */
  get quiet(): boolean {
    const { supervisor, collector } = this.stage;
    if (this.toCome + this.beingMade > 0 || supervisor.anyPaused) return false;
    // Called at every look, so the cheap test comes first.
    if (collector.count("fault-injected") === 0) return true;
    return !this.isUnderWay.some((isUnderWay) => isUnderWay(collector.events));
  }

  /** Takes a recorded event. If it says that an actor passed the point of a fault that the runner makes, the fault strikes. */
  hear(event: RecordedEvent): void {
    if (event.type !== "fault-injected") return;
    const noticed = this.noticed.find(({ fault }) => fault === event.fault);
    // In a timer of its own: the actor that recorded it is in the middle of something, and may crash.
    if (noticed) this.stage.clock.setTimeout(() => this.strike(noticed, event.id), 0);
  }

  private strikeNow(timed: TimedFault): void {
    const { fault, what, target, optional } = timed;
    if (!optional) this.toCome--;
    this.strike(timed, this.stage.runner.record({ type: "fault-injected", fault, what, target, job: null }));
  }

  private strike({ planned }: RunnerFault, cause: EventId): void {
    this.beingMade++;
    const made = Promise.resolve(faultKind(planned).strike?.(planned, this.stage.tools(), cause));
    void made.finally(() => this.beingMade--);
  }
}
