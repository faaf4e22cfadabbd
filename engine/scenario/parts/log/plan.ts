import type { ActorSpec } from "../../../actors/kinds/registry.ts";
import type { LogPlace } from "../../../log/config.ts";
import { workerNames } from "../../names.ts";
import type { Scenario } from "../../schema.ts";
import type { PlannedActor, PlanPlace } from "../part.ts";

export function logProducers(scenario: Scenario, { spec, namespace, poison }: PlanPlace): PlannedActor[] {
  return scenario.logProducers.map((logProducer) => {
    const { name, ...appended } = logProducer;
    const params = { ...appended, log: placeOf(scenario, logProducer.log, namespace), poison };
    const work = { ...spec(name), kind: "log-producer", params } satisfies ActorSpec;
    return { child: { spec: work, restartAfterMs: null }, atMs: 0 };
  });
}

/** All processes of all readers. */
export function readers(scenario: Scenario, { spec, namespace, transitMs }: PlanPlace): PlannedActor[] {
  return scenario.readers.flatMap((reader) => {
    const { name, count: _, startMs: atMs, restartAfterMs, ...reads } = reader;
    const params = { ...reads, reader: name, log: placeOf(scenario, reader.log, namespace), transitMs };
    return workerNames(reader).map((actor) => {
      const work = { ...spec(actor), kind: "reader", params } satisfies ActorSpec;
      return { child: { spec: work, restartAfterMs }, atMs };
    });
  });
}

function placeOf({ logs }: Scenario, name: string, namespace: string): LogPlace {
  const partitions = logs.find((log) => log.name === name)?.partitions ?? 1;
  return { name, namespace, partitions };
}
