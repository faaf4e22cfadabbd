import { z } from "zod";
import { idText } from "../../../actors/fields.ts";
import { appenderSchema } from "../../../actors/kinds/appender.ts";
import { readerSchema } from "../../../actors/kinds/reader.ts";
import { LOG_SETTINGS, refuseWindow } from "../../../log/config.ts";

/** A log beside the queues: who appends to it, and who reads it from offsets of their own (engine/log). */
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
  appenders: z.array(appenderSchema).default([]),
  readers: z.array(readerSchema).default([]),
};
