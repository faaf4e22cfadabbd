import { z } from "zod";
import { durationSchema } from "../durations/registry.ts";
import { readOrder } from "../payload.ts";
import { requestEffect } from "../outside-client.ts";
import { handler } from "./handler.ts";

export const charge = handler({
  schema: z.strictObject({
    kind: z.literal("charge").describe("Charges the job's amount at a payment provider."),
    serviceMs: durationSchema,
    key: z.enum(["none", "job"]).default("none").describe("The idempotency key sent with the charge."),
    fenced: z
      .boolean()
      .default(false)
      .describe("Sends the run's fencing token along; the queue needs `fencing`. An older token is refused."),
  }),
  create: (spec, context) => async (job, run) => {
    const { order, amountCents } = readOrder(job.payload);
    await context.probe.point("before-effect", { job: job.id, attempt: job.deliveries });
    const key = spec.key === "job" ? order : null;
    const token = spec.fenced && run.token !== null ? { token: run.token } : {};
    const request = { effect: "charge", job: order, amountCents, key, undoes: null, ...token };
    const { duplicate, refused } = await requestEffect(context, request, run.cause);
    return refused === true ? { refused: order } : { charged: order, amountCents, duplicate };
  },
  charges: () => true,
  unfitForLogs: ({ fenced }) => (fenced ? "fenced: found true, expected false: a log gives no fencing tokens" : null),
});
