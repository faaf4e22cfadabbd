import type { ActorSpec } from "../../../actors/actor.ts";
import type { Ward } from "../../../host/supervisor.ts";
import type { LogConfig } from "../../../log/config.ts";
import { workerNames } from "../../names.ts";
import { poisoned } from "../../faults/plan.ts";
import type { Scenario } from "../../schema.ts";

/** A log to declare, and who reads it. */
export type PlannedLog = {
  readonly config: LogConfig;
  readonly readers: readonly string[];
};

/** One that comes when the others are up already. */
export type LateWard = { readonly ward: Ward; readonly atMs: number };

/** How the plan of a scenario's logs is filled in by the plan of all. */
export type LogPlace = {
  readonly spec: (name: string) => Omit<ActorSpec, "kind" | "params">;
  readonly namespace: string;
  readonly transitMs: number;
};

export function plannedLogs({ logs, readers }: Scenario, namespace: string): PlannedLog[] {
  return logs.map((log) => ({
    config: { ...log, namespace },
    readers: readers.filter((reader) => reader.log === log.name).map(({ name }) => name),
  }));
}

export function appenderWards(scenario: Scenario, { spec, namespace }: LogPlace): Ward[] {
  return scenario.appenders.map((appender) => {
    const { name, ...appended } = appender;
    const params = { ...appended, log: placeOf(scenario, appender.log, namespace), poison: poisoned(scenario.faults) };
    return { spec: { ...spec(name), kind: "appender", params } as ActorSpec, restartAfterMs: null };
  });
}

/** All processes of all readers, and when they come. */
export function readerWards(scenario: Scenario, { spec, namespace, transitMs }: LogPlace): LateWard[] {
  return scenario.readers.flatMap((reader) => {
    const { name, count: _, startMs: atMs, restartAfterMs, ...reads } = reader;
    const params = { ...reads, reader: name, log: placeOf(scenario, reader.log, namespace), transitMs };
    return workerNames(reader).map((actor) => ({
      ward: { spec: { ...spec(actor), kind: "reader", params } as ActorSpec, restartAfterMs },
      atMs,
    }));
  });
}

function placeOf({ logs }: Scenario, name: string, namespace: string) {
  const partitions = logs.find((log) => log.name === name)?.partitions ?? 1;
  return { name, namespace, partitions };
}
