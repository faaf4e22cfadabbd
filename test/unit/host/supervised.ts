import type { ActorSpec } from "../../../engine/actors/kinds/registry.ts";
import { VirtualClock } from "../../../engine/clock/virtual-clock.ts";
import type { ActorListener, Host } from "../../../engine/host/host.ts";
import { Supervisor } from "../../../engine/host/supervisor.ts";
import type { RecordedEvent } from "../../../engine/trace/recorder.ts";

/** A supervisor in virtual time, whose host only writes down what it is asked to do. A test file calls `reset` before each test. */
export type Started = {
  readonly name: string;
  readonly seed: number;
  readonly params: unknown;
  readonly incarnation: number;
  readonly at: number;
  readonly listener: ActorListener;
  killed: boolean;
  stopped: boolean;
  /** What was done to it since, in turn. */
  readonly done: string[];
};

export let started: Started[];
export let events: RecordedEvent[];
export let clock: VirtualClock;
export let supervisor: Supervisor;

export function reset(): void {
  started = [];
  events = [];
  clock = new VirtualClock();
  const host: Host = {
    start({ name, seed, params }, incarnation, listener) {
      const one: Started = {
        name,
        seed,
        params,
        incarnation,
        at: clock.now(),
        listener,
        killed: false,
        stopped: false,
        done: [],
      };
      started.push(one);
      return {
        kill(gone) {
          one.killed = true;
          gone?.();
        },
        stop: () => {
          one.stopped = true;
          one.done.push("stop");
        },
        pause: () => one.done.push("pause"),
        resume: () => one.done.push("resume"),
        hinder: ({ kind }) => one.done.push(kind),
        spend: (fault) => one.done.push(`spend ${fault}`),
      };
    },
  };
  supervisor = new Supervisor({
    host,
    clock,
    stamp: () => ({ at: clock.now(), tick: null }),
    sink: (event) => events.push(event),
  });
}

export function child(name: string, restartAfterMs: number | null) {
  const spec = { name, namespace: "n", seed: 1, faults: [], kind: "producer", params: {} } as unknown as ActorSpec;
  return { spec, restartAfterMs };
}

export function last(): Started {
  return started.at(-1) as Started;
}

export const run = (limitMs = 60_000) => clock.run({ done: () => false, limitMs });
export const byFault = { by: "fault", detail: "planned", cause: null } as const;
