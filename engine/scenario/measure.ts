import type { TraceEvent } from "../trace/events.ts";
import { type MeasuredSetup, type Measures, measuresOf } from "../trace/measure/measures.ts";
import { allWorkerNames } from "./names.ts";
import type { ScenarioSetup } from "./schema/setup.ts";

/** Depth, times, throughput and utilisation of every queue and worker. `scenario`: as it ran, variant and knobs applied. */
export function measure(scenario: ScenarioSetup, events: readonly TraceEvent[]): Measures {
  return measuresOf(events, measuredSetup(scenario));
}

function measuredSetup({ workers, queues, faults }: ScenarioSetup): MeasuredSetup {
  return {
    workers: new Map(
      workers.flatMap((worker) => allWorkerNames(worker, faults).map((name) => [name, worker.queue] as const)),
    ),
    dropsAbove: new Map(
      queues.flatMap(({ name, bound }) => (bound?.overflow === "drop-oldest" ? [[name, bound.jobs] as const] : [])),
    ),
  };
}
