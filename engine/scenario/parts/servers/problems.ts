import type { Scenario } from "../../schema.ts";

/** What a scenario asks of its servers must be there to be had. */
export function serverProblems(scenario: Scenario): string[] {
  return [...brokerProblems(scenario), ...replicaProblems(scenario)];
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
