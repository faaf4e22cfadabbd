import type { ActorSpec } from "../../../actors/kinds/registry.ts";
import { unknownNames, type Use } from "../../cross-check/unknown.ts";
import { replyQueueName } from "../../names.ts";
import type { Scenario } from "../../schema.ts";
import type { Part, PlannedActor, PlanPlace } from "../part.ts";

/** Requesters: they ask and wait for answers. The part `queue` declares their reply queues like any others. */
export const repliesPart: Part = { problems, actors: requesters };

function problems({ queues, producers, requesters }: Scenario): string[] {
  const asked = requesters.map(({ queue }, i): Use => [`requesters.${i}.queue`, queue]);
  const addresses = producers.flatMap(({ replyTo }, i): Use[] =>
    replyTo === null ? [] : [[`producers.${i}.replyTo`, replyTo]],
  );
  return [
    ...unknownNames(
      asked,
      queues.map(({ name }) => name),
    ),
    ...unknownNames(
      addresses,
      requesters.map(({ name }) => name),
    ),
  ];
}

function requesters(scenario: Scenario, { spec, queueNamed, transitMs, poison }: PlanPlace): PlannedActor[] {
  return scenario.requesters.map((requester) => {
    const { name, restartAfterMs, replyAckWaitMs: _, ...asked } = requester;
    const params = { ...asked, replyQueue: queueNamed(replyQueueName(requester)), poison, transitMs };
    const work = { ...spec(name), kind: "requester", params } satisfies ActorSpec;
    return { child: { spec: work, restartAfterMs }, atMs: 0 };
  });
}
