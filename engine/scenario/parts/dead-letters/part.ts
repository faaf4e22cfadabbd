import type { ActorSpec } from "../../../actors/kinds/registry.ts";
import { unknownNames, type Use } from "../../cross-check/unknown.ts";
import type { Scenario } from "../../schema.ts";
import type { Part, PlannedActor, PlanPlace } from "../part.ts";

/** Those who list, replay and discard a queue's dead letters. The queue that holds them comes with the queue itself. */
export const deadLettersPart: Part = { problems, actors: desks };

function problems({ queues, desks }: Scenario): string[] {
  const uses = desks.map(({ queue }, i): Use => [`desks.${i}.queue`, queue]);
  return unknownNames(
    uses,
    queues.map(({ name }) => name),
  );
}

function desks(scenario: Scenario, { spec, queueNamed }: PlanPlace): PlannedActor[] {
  return scenario.desks.map(({ name, queue, steps, restartAfterMs }) => {
    const params = { queue: queueNamed(queue), steps };
    const work = { ...spec(name), kind: "desk", params } satisfies ActorSpec;
    return { ward: { spec: work, restartAfterMs }, atMs: 0 };
  });
}
