import { allQueues, consumerNames, coordinatorNames, eventNames, jobNames, producerNames } from "../names.ts";
import { faultProblems } from "../faults/problems.ts";
import { PARTS } from "../parts/registry.ts";
import type { Scenario } from "../schema.ts";
import { settingProblems } from "./settings.ts";

/** What a schema cannot check: that a scenario can run, and that its names exist. Returns one line per problem. */
export function crossCheck(scenario: Scenario): string[] {
  return [
    ...missingActors(scenario),
    ...duplicateNames(scenario),
    ...PARTS.flatMap((part) => part.problems?.(scenario) ?? []),
    ...faultProblems(scenario),
    ...settingProblems(scenario),
  ];
}

function missingActors({ producers, requesters, logProducers, queues, logs, workers, readers }: Scenario): string[] {
  const lacks = (list: string, others: string, ...lists: readonly (readonly unknown[])[]) =>
    lists.some(({ length }) => length > 0) ? [] : [`${list}: found none, and no ${others}, expected at least one`];
  return [
    ...lacks("queues", "logs", queues, logs),
    ...lacks("producers", "requesters or log producers", producers, requesters, logProducers),
    ...lacks("workers", "readers", workers, readers),
  ];
}

function duplicateNames(scenario: Scenario): string[] {
  const { queues, logs, readers, knobs, variants, claims } = scenario;
  const lists: [string, readonly string[]][] = [
    ["queues", allQueues(scenario).map((queue) => queue.name)],
    [
      "producers, requesters, operators, workers, coordinators, log producers and readers",
      [...producerNames(scenario), ...consumerNames(scenario), ...coordinatorNames(scenario)],
    ],
    ["logs", logs.map((log) => log.name)],
    ["readers", readers.map((reader) => reader.name)],
    ...logs.map((log): [string, readonly string[]] => [`events for ${log.name}`, eventNames(scenario, log.name)]),
    ...queues.map((queue): [string, readonly string[]] => [`jobs for ${queue.name}`, jobNames(scenario, queue.name)]),
    ["knobs", knobs.map((knob) => knob.id)],
    ["variants", variants.map((variant) => variant.id)],
    ["claims", claims.map((claim) => claim.id)],
  ];
  return lists.flatMap(([list, names]) => {
    const seen = new Set<string>();
    const twice = new Set(names.filter((name) => seen.size === seen.add(name).size));
    return [...twice].slice(0, 3).map((name) => `${list}: found "${name}" twice, expected each name once`);
  });
}
