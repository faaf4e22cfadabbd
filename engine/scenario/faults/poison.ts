import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { fault } from "./fault.ts";
import { oneOf } from "./place.ts";

export const poison = fault({
  schema: z.strictObject({
    kind: z.literal("poison"),
    job: idText.describe(
      "The handler cannot read this job's payload, so every attempt fails. A request's name stands for all its tries.",
    ),
  }),
  says: ({ job }) => `poison ${job}`,
  plan: ({ job }) => ({ by: "sender", job }),
  problems: ({ job }, path, { jobs }) => oneOf(job, `${path}.job`, jobs),
});
