import type { Scenario } from "../../schema.ts";

/** Checks that the broker has as many servers as the scenario needs. */
export function serverProblems(scenario: Scenario): string[] {
  return [...brokerProblems(scenario), ...replicaProblems(scenario)];
}

function brokerProblems({ brokers, servers = 1 }: Scenario): string[] {
  return servers > 1 && brokers.includes("wasm")
    ? [`brokers: found wasm, expected only sim and nats with ${servers} servers: WebAssembly has no network`]
    : [];
}

function replicaProblems({ queues, servers = 1 }: Scenario): string[] {
  return queues.flatMap(({ replicas = 1, storage }, i) => {
    const path = `queues.${i}`;
    if (replicas > servers)
      return [`${path}.replicas: found ${replicas}, expected at most one per server (or set servers to ${replicas})`];
    if (servers > 1 && storage === "memory")
      return [`${path}.storage: found "memory", expected "file" with ${servers} servers`];
    return [];
  });
}
