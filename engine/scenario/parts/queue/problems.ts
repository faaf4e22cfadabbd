import { queuesOf } from "../../../actors/handlers/registry.ts";
import { unknownNames, type Use } from "../../cross-check/unknown.ts";
import type { Scenario } from "../../schema.ts";

/** Checks that producers, workers, their handlers and checks name existing queues. */
export function queueProblems({ queues, producers, workers, claims }: Scenario): string[] {
  const uses: Use[] = [
    ...producers.map(({ queue }, i): Use => [`producers.${i}.queue`, queue]),
    ...workers.map(({ queue }, i): Use => [`workers.${i}.queue`, queue]),
    ...workers.flatMap(({ handler }, i) =>
      queuesOf(handler).map(({ path, name }): Use => [`workers.${i}.handler.${path}`, name]),
    ),
    ...claims.flatMap(({ check }, i): Use[] => ("queue" in check ? [[`claims.${i}.check.queue`, check.queue]] : [])),
  ];
  return unknownNames(
    uses,
    queues.map(({ name }) => name),
  );
}
