import { z } from "zod";
import { durationSchema } from "../durations/registry.ts";
import { readOrder } from "../payload.ts";
import { handler } from "./handler.ts";

export const work = handler({
  schema: z.strictObject({
    kind: z.literal("work").describe("Only takes time; has no effect outside."),
    serviceMs: durationSchema,
  }),
  create: () => async (job) => ({ done: readOrder(job.payload).order }),
});
