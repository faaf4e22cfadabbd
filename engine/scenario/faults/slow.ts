import { z } from "zod";
import { positive } from "../../actors/fields.ts";
import { formatDuration } from "../../trace/format.ts";
import { fault } from "./fault.ts";
import { oneOf, placeProblems, placeSchema, placeText } from "./place.ts";

export const slow = fault({
  schema: z.strictObject({
    kind: z.literal("slow").describe("A worker or reader becomes slow, as on a busy machine."),
    at: placeSchema.describe("Whoever passes this point of this job, at its n-th pass, or this one at this time."),
    times: positive
      .min(2)
      .max(1_000)
      .describe("The service time of each job that it begins within this time is multiplied by this."),
    forMs: positive.max(3_600_000).describe("How long it is slow; a restart ends it earlier."),
  }),
  says: ({ at, times, forMs }) => `${times} times as slow for ${formatDuration(forMs)} ${placeText(at)}`,
  plan: ({ at, times, forMs }) => ({ by: "actor", at, actorFault: { kind: "slow", times, forMs } }),
  strike({ at, times, forMs }, { supervisor }, cause) {
    if ("actor" in at) supervisor.hinder(at.actor, { kind: "slow", times, forMs }, cause);
  },
  problems: ({ at }, path, known) => [
    ...("actor" in at ? oneOf(at.actor, `${path}.at.actor`, known.consumers) : placeProblems(at, `${path}.at`, known)),
  ],
});
