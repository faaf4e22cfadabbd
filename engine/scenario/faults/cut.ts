import { z } from "zod";
import { positive } from "../../actors/fields.ts";
import type { EventOf, TraceEvent } from "../../trace/events.ts";
import { formatDuration } from "../../trace/format.ts";
import { fault } from "./fault.ts";
import { placeProblems, placeSchema, placeText } from "./place.ts";

export const cut = fault({
  schema: z.strictObject({
    kind: z
      .literal("cut")
      .describe("An actor's connection ends, and the actor lives on: its client connects again as soon as it can."),
    at: placeSchema.describe("Whoever passes this point of this job, at its n-th pass, or this one at this time."),
    forMs: positive.max(600_000).describe("For so long the actor cannot connect; a restart ends it earlier."),
  }),
  says: ({ at, forMs }) => `cut the connection for ${formatDuration(forMs)} ${placeText(at)}`,
  plan: ({ at, forMs }) => ({ by: "actor", at, actorFault: { kind: "cut", forMs } }),
  strike({ at, forMs }, { supervisor }, cause) {
    if ("actor" in at) supervisor.hinder(at.actor, { kind: "cut", forMs }, cause);
  },
  problems: ({ at }, path, known) => placeProblems(at, `${path}.at`, known),
  isUnderWay: isSomebodyCut,
});

/** Is somebody who was cut neither connected again nor at an end? It may hold what the queue waits for. */
export function isSomebodyCut(events: readonly TraceEvent[]): boolean {
  return events.some(
    (event) => event.type === "fault-injected" && event.what.split(" ")[0] === "cut" && isCutOff(event, events),
  );
}

function isCutOff({ target, seq }: EventOf<"fault-injected">, events: readonly TraceEvent[]): boolean {
  const own = events.filter(({ actor }) => actor === target);
  const isLife = ({ type }: TraceEvent) => LIFE.includes(type);
  const wasAlive = own.findLast((event) => event.seq < seq && isLife(event))?.type === "actor-started";
  const since = own.filter((event) => event.seq > seq);
  const lost = since.findIndex(({ type }) => type === "connection-lost");
  const after = lost < 0 ? since : since.slice(lost + 1);
  // Who was dead when it was struck was not cut.
  return (wasAlive || lost >= 0) && !after.some(({ type }) => ENDS.includes(type));
}

const LIFE: readonly TraceEvent["type"][] = ["actor-started", "actor-crashed", "actor-stopped"];
const ENDS: readonly TraceEvent["type"][] = ["connection-restored", "actor-crashed", "actor-stopped"];
