import { queuesOf, unfitForLogs } from "../../../actors/handlers/registry.ts";
import { eventNames } from "../../names.ts";
import type { Scenario } from "../../schema.ts";
import { unknown, unknownNames, type Use } from "../../cross-check/unknown.ts";

/**
 * What a schema cannot check of logs: that log producers, readers and checks name existing logs, and that their settings fit.
 */
export function logProblems(scenario: Scenario): string[] {
  return [
    ...unknownLogs(scenario),
    ...scenario.logProducers.flatMap(impossibleKeys),
    ...scenario.readers.flatMap((reader, i) => [
      ...impossibleHandler(scenario, reader, `readers.${i}.handler`),
      ...impossibleRewind(scenario, reader, `readers.${i}.rewindAfter`),
    ]),
  ];
}

type LogProducer = Scenario["logProducers"][number];
type Reader = Scenario["readers"][number];

function unknownLogs({ logs, logProducers, readers, claims }: Scenario): string[] {
  const uses: Use[] = [
    ...logProducers.map(({ log }, i): Use => [`logProducers.${i}.log`, log]),
    ...readers.map(({ log }, i): Use => [`readers.${i}.log`, log]),
    ...claims.flatMap(({ check }, i): Use[] => ("log" in check ? [[`claims.${i}.check.log`, check.log]] : [])),
  ];
  return unknownNames(
    uses,
    logs.map(({ name }) => name),
  );
}

function impossibleKeys({ keys, hotKeyPercent }: LogProducer, i: number): string[] {
  if (hotKeyPercent === null || keys !== undefined) return [];
  return [
    `logProducers.${i}.hotKeyPercent: found ${hotKeyPercent} without keys, expected keys: the hot key is one of them`,
  ];
}

function impossibleHandler({ queues }: Scenario, { handler }: Reader, path: string): string[] {
  const unfit = unfitForLogs(handler);
  if (unfit !== null) return [`${path}.${unfit}`];
  const uses = queuesOf(handler).map(({ path: field, name }): Use => [`${path}.${field}`, name]);
  return unknownNames(
    uses,
    queues.map(({ name }) => name),
  );
}

function impossibleRewind(scenario: Scenario, { rewindAfter, count, log }: Reader, path: string): string[] {
  if (rewindAfter === null) return [];
  const known = eventNames(scenario, log);
  if (!known.includes(rewindAfter)) return [unknown(path, rewindAfter, known)];
  if (count === 1) return [];
  return [
    `${path}: found "${rewindAfter}" with a count of ${count}, expected a count of 1: only a single reader can rewind`,
  ];
}
