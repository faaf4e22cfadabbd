import type { Clock, TimerHandle } from "../../clock/clock.ts";
import type { Probe } from "../../trace/probe.ts";

/** The clock interface that XState needs. */
export type FlowClock = {
  setTimeout(run: () => void, ms: number): TimerHandle;
  clearTimeout(timer: TimerHandle): void;
};

/** The timers of one flow's actor: they are in memory, and are recorded in the trace. */
export function flowClock(flow: string, { clock, probe }: { readonly clock: Clock; readonly probe: Probe }): FlowClock {
  const armed = new Map<TimerHandle, string>();
  return {
    setTimeout(run, ms) {
      const timer = `after ${ms}`;
      const set = probe.record({ type: "timer-set", flow, timer, where: "memory", due: clock.now() + ms });
      const handle = clock.setTimeout(() => {
        armed.delete(handle);
        probe.record({ type: "timer-fired", flow, timer, where: "memory" }, set);
        run();
      }, ms);
      armed.set(handle, timer);
      return handle;
    },
    clearTimeout(handle) {
      clock.clearTimeout(handle);
      const timer = armed.get(handle);
      if (armed.delete(handle) && timer !== undefined) {
        probe.record({ type: "timer-cleared", flow, timer, where: "memory" });
      }
    },
  };
}
