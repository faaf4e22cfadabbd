import { stopwatchMs } from "../../../engine/clock/system-clock.ts";
import { createRecorder } from "../../../engine/trace/recorder.ts";
import type { Probe } from "../../../engine/trace/probe.ts";
import { type EngineOptions, engineSystem } from "./engine-system.ts";
import type { System } from "./system.ts";

/** What can be switched on, one at a time; the first is with nothing. */
export const FEATURES: readonly { readonly name: string; readonly options: () => Partial<EngineOptions> }[] = [
  { name: "nothing", options: () => ({}) },
  { name: "recorder", options: () => ({ probe: recording() }) },
  { name: "heartbeat", options: () => ({ heartbeatMs: 1_000 }) },
  { name: "schedules", options: () => ({ settings: { schedules: true } }) },
  { name: "bound", options: () => ({ settings: { bound: { jobs: 1_000_000, overflow: "reject" } } }) },
  { name: "atomic", options: () => ({ settings: { atomic: true } }) },
  { name: "dependencies", options: () => ({ settings: { dependencies: true } }) },
  {
    name: "priorities",
    options: () => ({ settings: { lanes: { kind: "priorities", levels: ["urgent", "bulk"], order: "strict" } } }),
  },
  { name: "groups", options: () => ({ settings: { lanes: { kind: "groups", partitions: 16 } } }) },
  { name: "fencing", options: () => ({ settings: { fencing: true } }) },
  { name: "results", options: () => ({ settings: { results: {} } }) },
  { name: "rate", options: () => ({ settings: { rate: { jobs: 1_000_000, perMs: 1_000 } } }) },
];

/** A fresh engine with one feature. */
export function withFeature(name: string, url: string): Promise<System> {
  const feature = FEATURES.find((one) => one.name === name);
  if (feature === undefined) throw new Error(`no feature ${name}`);
  return engineSystem({ name, url, ...feature.options() });
}

/** As in a run of a scenario, every event kept. */
function recording(): Probe {
  const events: unknown[] = [];
  const { record } = createRecorder({
    actor: "worker",
    incarnation: 1,
    stamp: () => ({ at: stopwatchMs(), tick: null }),
    sink: (event) => events.push(event),
  });
  return { record, point: () => Promise.resolve() };
}
