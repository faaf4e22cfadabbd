import type { Scenario } from "../../schema.ts";
import { unknown } from "../../cross-check/unknown.ts";

/** What a scenario asks of its servers must be there to be had. */
export function serverProblems(scenario: Scenario): string[] {
  return [...brokerProblems(scenario), ...replicaProblems(scenario), ...killProblems(scenario)];
}

function brokerProblems({ brokers, servers = 1 }: Scenario): string[] {
  return servers > 1 && brokers.includes("wasm")
    ? [`brokers: found wasm, expected sim and nats where there are ${servers} servers: WebAssembly has no network`]
    : [];
}

function replicaProblems({ queues, servers = 1 }: Scenario): string[] {
  return queues.flatMap(({ replicas = 1, storage }, i) => {
    const path = `queues.${i}`;
    if (replicas > servers)
      return [`${path}.replicas: found ${replicas}, expected at most one for each server: set servers to ${replicas}`];
    if (servers > 1 && storage === "memory")
      return [`${path}.storage: found "memory", expected "file" where there are ${servers} servers`];
    return [];
  });
}

function killProblems({ faults, queues, servers = 1 }: Scenario): string[] {
  const names = queues.map(({ name }) => name);
  return faults.flatMap((fault, i) => {
    if (fault.kind !== "server-kill") return [];
    const path = `faults.${i}`;
    const { leaderOf, downMs } = fault;
    if (servers === 1 && leaderOf !== undefined)
      return [`${path}.leaderOf: found "${leaderOf}", expected none: there is one server; set servers to 3`];
    if (servers === 1 && downMs === null)
      return [`${path}.downMs: found null, expected a time: nothing goes on without the only server`];
    if (servers > 1 && leaderOf === undefined)
      return [`${path}.leaderOf: found none, expected a queue: which of the ${servers} servers is it?`];
    return leaderOf === undefined || names.includes(leaderOf) ? [] : [unknown(`${path}.leaderOf`, leaderOf, names)];
  });
}
