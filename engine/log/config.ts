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

/** A log's settings: the one source of type, validation, remedy and JSON Schema, for programs and for scenario files. */
export const LOG_SETTINGS = {
  /** Unique within `namespace`: letters, digits and dashes. */
  name: plainName,
  /** 1 to 256; a key would change its partition with it, so it is for the log's lifetime. */
  partitions: count.max(MOST_PARTITIONS).meta({
    description: "Events of one key are in one of these, in order; different ones are read side by side.",
    examples: [1, 16],
  }),
  /** Events are deleted after this time, read or not, milliseconds; kept for ever by default. */
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

/** The server remembers no id longer than its message is kept. */
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
 * A log: events that stay, in order, for any number of readers, each from its own offsets. Events of one key are in one
 * partition and keep their order; a reader takes one event of a partition at a time, and different ones side by side.
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

/** A reader's place in one partition is kept by a consumer of this name. */
export function consumerOf(reader: string, partition: number): string {
  return `${reader}-${partition}`;
}

export function partitionFor({ partitions }: LogPlace, key: string): number {
  return partitionOf(key, partitions);
}

export function partitionsOf({ partitions }: LogPlace): readonly number[] {
  return Array.from({ length: partitions }, (_, n) => n);
}

/** Reads a log's settings. @throws BadInputError with every setting that is wrong, and what to give instead */
export function checkLog(log: LogConfig): LogConfig {
  return checked(logSchema, log, `log ${String(log.name)}`);
}

/** Where a reader begins: a place in the log, a moment (Unix milliseconds), or what comes from now on. */
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
  concurrency: concurrency.optional().meta({ description: "Partitions that are read at once here.", examples: [1, 4] }),
  retry: retry.optional(),
  ackWaitMs: ackWaitMs.optional(),
  transitMs: wholeMs.optional(),
  seed: z.int().min(0).optional(),
});

/** Checks what a reader is started with. @throws BadInputError */
export function checkReader(options: { readonly reader: string }): void {
  checked(readerSchema, options, `reader ${options.reader}`);
}
