import { jetstream } from "@nats-io/jetstream";
import { z } from "zod";
import { sendJob } from "../../queue/send/send.ts";
import { durationSchema } from "../durations/registry.ts";
import { idText } from "../fields.ts";
import { readOrder } from "../payload.ts";
import { handler } from "./handler.ts";

export const forward = handler({
  schema: z.strictObject({
    kind: z.literal("forward").describe("Puts what it got into another queue, and is done."),
    serviceMs: durationSchema,
    to: idText.describe("The other queue: a job follow-up-of-order-1 for order-1."),
  }),
  create({ to }, { connection, namespace, probe }) {
    const js = jetstream(connection);
    return async (job, run) => {
      const next = { id: followUpJob(job.id), payload: job.payload };
      await sendJob(js, { name: to, namespace }, next, probe, run.cause);
      return { accepted: readOrder(job.payload).order };
    };
  },
  queues: ({ to }) => [{ path: "to", name: to }],
});

/** The job that is made of another by forwarding it. */
function followUpJob(job: string): string {
  return `follow-up-of-${job}`;
}
