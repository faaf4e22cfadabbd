import { z } from "zod";
import { LOG_SETTINGS, refuseWindow } from "../../../log/config.ts";
import { ackWaitMs } from "../../../queue/config/ack-wait.ts";
import { retry } from "../../../queue/config/retry.ts";
import { handlerSchema } from "../../brokers.ts";
import { cents, idText, millis, positive, range } from "../../schema/fields.ts";

/** A log beside the queues: who appends to it, and who reads it from offsets of their own (engine/log). */
export const logSchema = z
  .strictObject({
    name: idText,
    partitions: LOG_SETTINGS.partitions.max(64).default(1),
    keepMs: LOG_SETTINGS.keepMs,
    dedupWindowMs: LOG_SETTINGS.dedupWindowMs,
  })
  .superRefine(refuseWindow);

export const appenderSchema = z.strictObject({
  name: idText,
  log: idText,
  eventName: idText.default("event").describe("Events are called eventName-1, eventName-2, …"),
  events: positive.max(10_000),
  everyMs: range.default(500).describe("Time between two events."),
  startMs: millis.default(0),
  amountCents: cents.default(2_000).describe("What each event is worth; charge handlers charge it."),
  keys: positive
    .max(1_000)
    .exactOptional()
    .describe("Its events have so many keys in turn; without it each event is a key of its own."),
  keyName: idText.default("key").describe("Keys are called keyName-1, keyName-2, …"),
  hotKeyPercent: z
    .int()
    .min(0)
    .max(100)
    .nullable()
    .default(null)
    .describe(
      "So many of a hundred events, drawn by the seed, have the first key, the others the rest in turn; null: all in turn.",
    ),
});

export const readerSchema = z.strictObject({
  name: idText.describe("Whose offsets these are. Its processes are called name-1, name-2, …"),
  log: idText,
  count: positive.max(64).default(1).describe("Processes that share the reader's offsets, and so the partitions."),
  concurrency: positive.max(64).default(1).describe("Partitions that one process reads at once."),
  from: z
    .union([z.enum(["beginning", "end"]), z.strictObject({ sequence: positive })])
    .default("beginning")
    .describe("Where it begins when it has no offsets yet: a place in the log, or what comes from then on."),
  startMs: millis.default(0).describe("It comes so late, counted from when the others are up."),
  rewindAfter: idText
    .nullable()
    .default(null)
    .describe("When it has read this event it goes back to the beginning, once: it forgets its offsets."),
  handler: handlerSchema,
  ackWaitMs: ackWaitMs
    .default(5_000)
    .describe("How long an event stays with a process that says nothing before the reader gets it again."),
  retry: retry
    .default({ kind: "fixed", delayMs: 1_000 })
    .describe("How long an event that failed holds its partition up before it is tried again."),
  restartAfterMs: millis.nullable().default(3_000),
});

export type LogSpec = z.output<typeof logSchema>;
export type AppenderSpec = z.output<typeof appenderSchema>;
export type ReaderSpec = z.output<typeof readerSchema>;
