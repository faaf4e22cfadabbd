import { z } from "zod";
import { positive } from "../../actors/fields.ts";
import { formatDuration } from "../../trace/format.ts";
import { fault } from "./fault.ts";
import { placeProblems, placeSchema, placeText } from "./place.ts";

export const pause = fault({
  schema: z.strictObject({
    kind: z.literal("pause"),
    at: placeSchema.describe(
      "An actor pauses at this point of this job, at its nth pass of the point, or at this time.",
    ),
    forMs: positive.max(600_000).describe("After this time it continues where it was, as if no time had passed."),
  }),
  says: ({ at, forMs }) => `pause for ${formatDuration(forMs)} ${placeText(at)}`,
  plan: ({ at, forMs }) => ({ by: "actor", at, actorFault: { kind: "pause", forMs } }),
  strike({ at, forMs }, { supervisor }, cause) {
    if ("actor" in at) supervisor.pause(at.actor, { by: "fault", cause, forMs });
  },
  problems: ({ at }, path, known) => placeProblems(at, `${path}.at`, known),
});
