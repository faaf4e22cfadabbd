import type { TraceEvent } from "../trace/events.ts";
import { type Measures, measuresOf } from "../trace/measure/measures.ts";
import { measuredSetup } from "./measured-setup.ts";
import type { ScenarioSetup } from "./schema/setup.ts";

/** Depth, times, throughput and utilisation of every queue and worker. `scenario`: as it ran, variant and knobs applied. */
export function measure(scenario: ScenarioSetup, events: readonly TraceEvent[]): Measures {
  return measuresOf(events, measuredSetup(scenario));
}
