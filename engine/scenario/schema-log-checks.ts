import { z } from "zod";
import { idText, positive } from "./schema-parts.ts";

/** What a claim may check of a log; the others are in schema-lesson.ts. */
export const logChecks = [
  z.strictObject({
    kind: z.literal("read-by-all").describe("Each reader has read every event of the log after where it began."),
    log: idText,
  }),
  z.strictObject({
    kind: z.literal("log-keeps").describe("The broker says at the end that the log holds all that was appended."),
    log: idText,
  }),
  z.strictObject({
    kind: z
      .literal("key-order")
      .describe("Each reader took the events of a key one after the other, in the order of the log."),
    log: idText,
  }),
  z.strictObject({
    kind: z.literal("side-by-side").describe("So many events one reader had in hand at once, at its busiest."),
    log: idText,
    atLeast: positive.exactOptional(),
    atMost: positive.exactOptional(),
  }),
  z.strictObject({
    kind: z
      .literal("hot-partition")
      .describe("When all other partitions were read, the fullest one had at least so many events left."),
    log: idText,
    atLeast: positive.default(1),
  }),
] as const;
