import {
  answeredJob,
  askedJobNames,
  consumerNames,
  coordinatorNames,
  eventNames,
  jobNames,
  producerNames,
} from "../names.ts";
import type { Scenario } from "../schema.ts";
import type { Known } from "./known.ts";
import { faultKind } from "./registry.ts";

/** What the schema of faults cannot check: that the names in them exist. */
export function faultProblems(scenario: Scenario): string[] {
  if (scenario.faults.length === 0) return [];
  const known = knownIn(scenario);
  return scenario.faults.flatMap((fault, i) => faultKind(fault).problems?.(fault, `faults.${i}`, known) ?? []);
}

function knownIn(scenario: Scenario): Known {
  const { queues, workers, servers = 1, flow } = scenario;
  const consumers = consumerNames(scenario);
  const coordinators = coordinatorNames(scenario);
  return {
    jobs: jobNames(scenario),
    asked: askedJobNames(scenario),
    answeredJob,
    events: eventNames(scenario),
    sent: queues.flatMap(({ name }) => jobNames(scenario, name)),
    actors: [...producerNames(scenario), ...consumers, ...coordinators],
    consumers,
    workers: workers.map(({ name }) => name),
    coordinators,
    queues: queues.map(({ name }) => name),
    servers,
    flow: flow?.kind ?? null,
  };
}
