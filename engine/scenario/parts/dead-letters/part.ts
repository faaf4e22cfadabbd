import type { ActorSpec } from "../../../actors/kinds/registry.ts";
import { unknownNames, type Use } from "../../cross-check/unknown.ts";
import type { Scenario } from "../../schema.ts";
import type { Part, PlannedActor, PlanPlace } from "../part.ts";

/** Operators: they list, replay and discard dead letters. The part `queue` declares each queue's dead-letter queue. */
export const deadLettersPart: Part = { problems, actors: operators };

function problems({ queues, operators }: Scenario): string[] {
  const uses = operators.map(({ queue }, i): Use => [`operators.${i}.queue`, queue]);
  return unknownNames(
    uses,
    queues.map(({ name }) => name),
  );
}

function operators(scenario: Scenario, { spec, queueNamed }: PlanPlace): PlannedActor[] {
  return scenario.operators.map(({ name, queue, steps, restartAfterMs }) => {
    const params = { queue: queueNamed(queue), steps };
    const work = { ...spec(name), kind: "operator", params } satisfies ActorSpec;
    return { child: { spec: work, restartAfterMs }, atMs: 0 };
  });
}
