import { z } from "zod";
import { idText } from "../../../actors/fields.ts";
import { logProducerSchema } from "../../../actors/kinds/log-producer.ts";
import { readerSchema } from "../../../actors/kinds/reader.ts";
import { LOG_SETTINGS, refuseWindow } from "../../../log/config.ts";

/** Logs beside the queues: their producers, and the readers with offsets of their own (engine/log). */
const logSchema = z
  .strictObject({
    name: idText,
    partitions: LOG_SETTINGS.partitions.max(64).default(1),
    keepMs: LOG_SETTINGS.keepMs,
    dedupWindowMs: LOG_SETTINGS.dedupWindowMs,
  })
  .superRefine(refuseWindow);

export const logFields = {
  logs: z.array(logSchema).default([]),
  logProducers: z.array(logProducerSchema).default([]),
  readers: z.array(readerSchema).default([]),
};
