import { z } from "zod";
import { idText } from "../../../actors/fields.ts";
import { producerSchema } from "../../../actors/kinds/producer.ts";
import { workerSchema } from "../../../actors/kinds/worker.ts";
import { boundOfJobs } from "../../../queue/config/bound.ts";
import { refuseReserved } from "../../../queue/config/name.ts";
import { QUEUE_SETTINGS, refuseCombinations } from "../../../queue/config/settings.ts";
import { oneOrThree } from "../servers/schema.ts";

const queueSchema = z
  .strictObject({
    ...QUEUE_SETTINGS,
    name: idText.superRefine(refuseReserved),
    ackWaitMs: QUEUE_SETTINGS.ackWaitMs.default(5_000),
    maxAttempts: QUEUE_SETTINGS.maxAttempts.default(5),
    retry: QUEUE_SETTINGS.retry.default({ kind: "fixed", delayMs: 1_000 }),
    bound: boundOfJobs.exactOptional(),
    replicas: oneOrThree.exactOptional().describe("Copies, each on its own server; 1 by default."),
  })
  .superRefine(refuseCombinations);

export const queueFields = {
  queues: z.array(queueSchema).default([]),
  producers: z.array(producerSchema).default([]),
};
export const workerFields = { workers: z.array(workerSchema).default([]) };

export type QueueSpec = z.output<typeof queueSchema>;
