import { z } from "zod";
import { fault } from "./fault.ts";
import { placeProblems, placeSchema, placeText } from "./place.ts";

export const crash = fault({
  schema: z.strictObject({
    kind: z.literal("crash"),
    at: placeSchema.describe(
      "An actor crashes at this point of this job, at its nth pass of the point, or at this time.",
    ),
  }),
  says: ({ at }) => `crash ${placeText(at)}`,
  plan: ({ at }) => ({ by: "actor", at, actorFault: { kind: "crash" } }),
  strike({ at }, { supervisor }, cause) {
    if ("actor" in at) supervisor.crash(at.actor, { by: "fault", detail: "at its time", cause });
  },
  problems: ({ at }, path, known) => placeProblems(at, `${path}.at`, known),
});
