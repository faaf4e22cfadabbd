import { jetstream } from "@nats-io/jetstream";
import { z } from "zod";
import { sendJob } from "../../queue/send/send.ts";
import { durationSchema } from "../durations/registry.ts";
import { idText } from "../fields.ts";
import { readOrder } from "../payload.ts";
import { handler } from "./handler.ts";

export const forward = handler({
  schema: z.strictObject({
    kind: z.literal("forward").describe("Sends the payload to another queue."),
    serviceMs: durationSchema,
    to: idText.describe("The other queue; the job made from order-1 is called follow-up-of-order-1."),
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

/** The name of the job that forwarding makes from another. */
function followUpJob(job: string): string {
  return `follow-up-of-${job}`;
}
