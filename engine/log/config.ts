import { z } from "zod";
import { ackWaitMs } from "../queue/config/ack-wait.ts";
import { checked } from "../queue/config/checked.ts";
import { replicas, storage } from "../queue/config/copies.ts";
import { concurrency } from "../queue/config/credit.ts";
import { dedupWindowMs } from "../queue/config/dedup-window.ts";
import type { DeepReadonly } from "../queue/config/deep-readonly.ts";
import { MOST_PARTITIONS } from "../queue/config/lanes.ts";
import { namespace, plainName } from "../queue/config/name.ts";
import { count, someMs, unixMs, wholeMs } from "../queue/config/numbers.ts";
import { retry } from "../queue/config/retry.ts";
import { partitionOf } from "../queue/lanes.ts";

/** A log's settings: the one source of their type, validation, remedy and JSON Schema, for programs and for scenario files. */
export const LOG_SETTINGS = {
  /** Unique within `namespace`: letters, digits and dashes. */
  name: plainName,
  /** 1 to 256. Fixed for the log's lifetime, because another number would move keys to other partitions. */
  partitions: count.max(MOST_PARTITIONS).meta({
    description:
      "The number of partitions. Events of one key share a partition, in order; partitions are read in parallel.",
    examples: [1, 16],
  }),
  /** The age in milliseconds after which events are deleted, read or not; kept for ever by default. */
  keepMs: someMs
    .min(1_000)
    .meta({
      description: "Events are deleted after this time, read or not; without it they are kept for ever.",
      examples: [86_400_000],
    })
    .exactOptional(),
  /** How long the server remembers event ids, milliseconds; two minutes by default. */
  dedupWindowMs: dedupWindowMs.exactOptional(),
  /** Copies in a cluster: 1, 3 or 5; 1 by default. */
  replicas: replicas.exactOptional(),
  storage: storage.exactOptional(),
};

type Kept = { readonly keepMs?: number; readonly dedupWindowMs?: number };

/** The server does not remember an id for longer than it keeps the event, so the window may not be longer. */
export function refuseWindow({ keepMs, dedupWindowMs }: Kept, ctx: z.RefinementCtx): void {
  if (keepMs === undefined || dedupWindowMs === undefined || dedupWindowMs <= keepMs) return;
  ctx.addIssue({
    code: "custom",
    path: ["dedupWindowMs"],
    message: `at most keepMs (${keepMs})`,
    input: dedupWindowMs,
  });
}

const logSchema = z.strictObject({ ...LOG_SETTINGS, namespace }).superRefine(refuseWindow);

/**
 * The configuration of a log: an ordered sequence of events that stay, for any number of readers with offsets of their own.
 * Events of one key are in one partition and keep their order. A reader handles one event of a partition at a time, and
 * different partitions in parallel.
 * @useDeclaredType
 */
export type LogConfig = DeepReadonly<z.output<typeof logSchema>>;

export type LogPlace = Pick<LogConfig, "name" | "namespace" | "partitions">;

export function streamOf({ namespace, name }: LogPlace): string {
  return `${namespace}-${name}-log`;
}

export function subjectOf({ namespace, name }: LogPlace, partition: number): string {
  return `${namespace}.log.${name}.${partition}`;
}

/** The name of the consumer that holds a reader's offset in one partition. */
export function consumerOf(reader: string, partition: number): string {
  return `${reader}-${partition}`;
}

export function partitionFor({ partitions }: LogPlace, key: string): number {
  return partitionOf(key, partitions);
}

export function partitionsOf({ partitions }: LogPlace): readonly number[] {
  return Array.from({ length: partitions }, (_, n) => n);
}

/** Checks a log's settings. @throws BadInputError with every invalid setting and its remedy */
export function checkLog(log: LogConfig): LogConfig {
  return checked(logSchema, log, `log ${String(log.name)}`);
}

/** Where a reader begins: the beginning, the end, an offset in the log, or a time (Unix milliseconds). */
const readFrom = z
  .union([z.enum(["beginning", "end"]), z.strictObject({ sequence: count }), z.strictObject({ at: unixMs })])
  .meta({ description: "Where the reader begins the first time.", examples: ["beginning", "end", { sequence: 100 }] });

/**
 * Where a reader begins the first time.
 * @useDeclaredType
 */
export type ReadFrom = DeepReadonly<z.output<typeof readFrom>>;

const readerSchema = z.object({
  reader: plainName,
  from: readFrom.optional(),
  concurrency: concurrency
    .optional()
    .meta({ description: "How many partitions this process reads at once.", examples: [1, 4] }),
  retry: retry.optional(),
  ackWaitMs: ackWaitMs.optional(),
  transitMs: wholeMs.optional(),
  seed: z.int().min(0).optional(),
});

/** Checks a reader's options. @throws BadInputError */
export function checkReader(options: { readonly reader: string }): void {
  checked(readerSchema, options, `reader ${options.reader}`);
}
