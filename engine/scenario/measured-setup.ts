import type { MeasuredSetup } from "../trace/measure/measures.ts";
import { allWorkerNames } from "./names.ts";
import type { ScenarioSetup } from "./schema/setup.ts";

/** What the figures of a run need of its scenario. `scenario`: as it ran, variant and knobs applied. */
export function measuredSetup({
  workers,
  queues,
  faults,
}: Pick<ScenarioSetup, "workers" | "queues" | "faults">): MeasuredSetup {
  return {
    workers: new Map(
      workers.flatMap((worker) => allWorkerNames(worker, faults).map((name) => [name, worker.queue] as const)),
    ),
    dropsAbove: new Map(
      queues.flatMap(({ name, bound }) => (bound?.overflow === "drop-oldest" ? [[name, bound.jobs] as const] : [])),
    ),
  };
}
