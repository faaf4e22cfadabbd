import type { ActorSpec } from "../../../actors/kinds/registry.ts";
import type { LogPlace } from "../../../log/config.ts";
import { workerNames } from "../../names.ts";
import type { Scenario } from "../../schema.ts";
import type { PlannedActor, PlanPlace } from "../part.ts";

export function appenders(scenario: Scenario, { spec, namespace, poison }: PlanPlace): PlannedActor[] {
  return scenario.appenders.map((appender) => {
    const { name, ...appended } = appender;
    const params = { ...appended, log: placeOf(scenario, appender.log, namespace), poison };
    const work = { ...spec(name), kind: "appender", params } satisfies ActorSpec;
    return { ward: { spec: work, restartAfterMs: null }, atMs: 0 };
  });
}

/** All processes of all readers. */
export function readers(scenario: Scenario, { spec, namespace, transitMs }: PlanPlace): PlannedActor[] {
  return scenario.readers.flatMap((reader) => {
    const { name, count: _, startMs: atMs, restartAfterMs, ...reads } = reader;
    const params = { ...reads, reader: name, log: placeOf(scenario, reader.log, namespace), transitMs };
    return workerNames(reader).map((actor) => {
      const work = { ...spec(actor), kind: "reader", params } satisfies ActorSpec;
      return { ward: { spec: work, restartAfterMs }, atMs };
    });
  });
}

function placeOf({ logs }: Scenario, name: string, namespace: string): LogPlace {
  const partitions = logs.find((log) => log.name === name)?.partitions ?? 1;
  return { name, namespace, partitions };
}
