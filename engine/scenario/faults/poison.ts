import { z } from "zod";
import { idText } from "../../actors/fields.ts";
import { fault } from "./fault.ts";
import { oneOf } from "./place.ts";

export const poison = fault({
  schema: z.strictObject({
    kind: z.literal("poison"),
    job: idText.describe(
      "This job's payload is not what the handler expects: every run of it fails. A request's name stands for all its tries.",
    ),
  }),
  says: ({ job }) => `poison ${job}`,
  plan: ({ job }) => ({ by: "sender", job }),
  problems: ({ job }, path, { jobs }) => oneOf(job, `${path}.job`, jobs),
});
