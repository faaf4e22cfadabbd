import type { Clock, TimerHandle } from "../../clock/clock.ts";
import type { Probe } from "../../trace/probe.ts";
import type { EventId } from "../../trace/event.ts";
import type { Turn } from "./kit.ts";
import type { OneAtATime } from "./one-at-a-time.ts";

export type TimersOptions = {
  readonly clock: Clock;
  readonly probe: Probe;
  readonly turnOf: (cause: EventId) => Turn;
  readonly orders: OneAtATime;
};

/** Timers by flow and name, in memory: lost with the process. A failure in a timer's function is not reported. */
export class MemoryTimers {
  private readonly armed = new Map<string, Map<string, TimerHandle>>();
  private readonly options: TimersOptions;

  constructor(options: TimersOptions) {
    this.options = options;
  }

  /** Calls `then` after `ms`, once. Replaces an earlier timer of this name. */
  set(flow: string, timer: string, ms: number, turn: Turn, then: (turn: Turn) => Promise<void>): void {
    const { clock, probe, turnOf, orders } = this.options;
    this.disarm(flow, timer);
    const due = clock.now() + ms;
    const set = probe.record({ type: "timer-set", flow, timer, where: "memory", due }, turn.cause);
    const handle = clock.setTimeout(() => {
      this.armed.get(flow)?.delete(timer);
      const fired = probe.record({ type: "timer-fired", flow, timer, where: "memory" }, set);
      orders.run(flow, () => then(turnOf(fired))).catch(() => undefined);
    }, ms);
    const ofFlow = this.armed.get(flow) ?? new Map<string, TimerHandle>();
    this.armed.set(flow, ofFlow.set(timer, handle));
  }

  clear(flow: string, timer: string, turn: Turn): void {
    if (!this.disarm(flow, timer)) return;
    this.options.probe.record({ type: "timer-cleared", flow, timer, where: "memory" }, turn.cause);
  }

  clearAll(flow: string, turn: Turn): void {
    for (const timer of [...(this.armed.get(flow)?.keys() ?? [])]) this.clear(flow, timer, turn);
  }

  private disarm(flow: string, timer: string): boolean {
    const handle = this.armed.get(flow)?.get(timer);
    this.options.clock.clearTimeout(handle);
    return this.armed.get(flow)?.delete(timer) ?? false;
  }
}
