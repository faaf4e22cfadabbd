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

/** Whether an actor that was cut is neither connected again nor at an end. It may hold what the queue waits for. */
export function isSomebodyCut(events: readonly TraceEvent[]): boolean {
  const alive = new Set<string>();
  const cuts = new Map<string, Cut>();
  for (const event of events) {
    const { actor, type } = event;
    const cut = cuts.get(actor);
    if (type === "fault-injected" && isCut(event))
      cuts.set(event.target, alive.has(event.target) ? "struck" : "spared");
    else if (type === "connection-lost" && cut !== undefined) cuts.set(actor, "lost");
    else if (ENDS.includes(type) && cut === "lost") cuts.delete(actor);
    else if (ENDS.includes(type) && cut === "struck") cuts.set(actor, "spared");
    if (type === "actor-started") alive.add(actor);
    else if (type === "actor-crashed" || type === "actor-stopped") alive.delete(actor);
  }
  return [...cuts.values()].some((cut) => cut !== "spared");
}

/** `spared`: it was dead when it was struck, or ended first. It is cut off only if it loses its connection after all. */
type Cut = "struck" | "lost" | "spared";

const ENDS: readonly TraceEvent["type"][] = ["connection-restored", "actor-crashed", "actor-stopped"];

function isCut({ what }: EventOf<"fault-injected">): boolean {
  return what.split(" ")[0] === "cut";
}
