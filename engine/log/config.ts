import { BadInputError } from "../kernel/errors.ts";
import { partitionOf } from "../queue/lanes.ts";

/**
 * A log: events that stay, in order, for any number of readers, each from its own offsets. Events of one key are in one
 * partition and keep their order; a reader takes one event of a partition at a time, and different ones side by side.
 */
export type LogConfig = {
  /** Unique within `namespace`: letters, digits and dashes. */
  readonly name: string;
  readonly namespace: string;
  /** 1 to 256; a key would change its partition with it, so it is for the log's lifetime. */
  readonly partitions: number;
  /** Events are deleted after so many milliseconds, read or not; kept for ever by default. */
  readonly keepMs?: number;
  /** How long the server remembers event ids, milliseconds; two minutes by default. */
  readonly dedupWindowMs?: number;
  /** Copies in a cluster: 1, 3 or 5; 1 by default. */
  readonly replicas?: number;
  readonly storage?: "file" | "memory";
};

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

/** @throws BadInputError */
export function checkLog({ name, partitions }: LogConfig): void {
  if (Number.isInteger(partitions) && partitions >= 1 && partitions <= 256) return;
  throw new BadInputError(
    `log ${name}`,
    `${partitions} is no number of partitions`,
    "Give a whole number from 1 to 256.",
  );
}

/** @throws BadInputError */
export function checkReader(reader: string): void {
  if (/^[\w-]+$/.test(reader)) return;
  throw new BadInputError(`reader ${reader}`, "is no name", "Use letters, digits and dashes.");
}
