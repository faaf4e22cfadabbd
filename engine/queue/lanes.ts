import { BadInputError, unreachable } from "../kernel/errors.ts";
import { hashKey } from "../kernel/random.ts";
import { namesOf, type QueueConfig } from "./names.ts";
import type { Lanes } from "./config/lanes.ts";

export type Lane = {
  /** A level's name, or a partition's number; empty in a queue with a single lane. */
  readonly key: string;
  readonly subject: string;
  readonly consumer: string;
};

/** The part of a job that chooses its lane. */
export type LaneChoice = {
  /** One of the queue's levels; the last, least urgent one by default. */
  readonly priority?: string;
  /** Jobs of one group are done one after the other, in the order in which they were stored; the job's id by default. */
  readonly group?: string;
};

type Divided = Pick<QueueConfig, "name" | "namespace" | "lanes">;

export function lanesOf(queue: Divided): readonly [Lane, ...Lane[]] {
  const { subject, consumer } = namesOf(queue);
  const laneOf = (key: string): Lane => ({ key, subject: `${subject}.${key}`, consumer: `${consumer}-${key}` });
  const keys = keysOf(queue.lanes);
  const [first, ...rest] = keys.map(laneOf);
  return first === undefined ? [{ key: "", subject, consumer }] : [first, ...rest];
}

/** The lanes of a stream's subjects, as a person would name them; null for a queue without lanes. */
export function lanesShown(queue: Divided, subjects: readonly string[]): readonly string[] | null {
  const { subject, laterSubject } = namesOf(queue);
  const own = subjects.filter((one) => !one.startsWith(laterSubject));
  return own.length === 1 && own[0] === subject ? null : own.map((one) => one.slice(subject.length + 1));
}

function keysOf(lanes: Lanes | undefined): readonly string[] {
  switch (lanes?.kind) {
    case undefined:
      return [];
    case "priorities":
      return lanes.levels;
    case "groups":
      return Array.from({ length: lanes.partitions }, (_, n) => String(n));
    default:
      return unreachable(lanes);
  }
}

/** @throws BadInputError for a level that the queue does not have, or a level or group in a queue without such lanes. */
export function laneFor(queue: Divided, job: { readonly id: string } & LaneChoice): Lane {
  const all = lanesOf(queue);
  const wants = (what: string, remedy: string) => new BadInputError(`job ${job.id}`, what, remedy);
  if (job.priority !== undefined && queue.lanes?.kind !== "priorities") {
    throw wants(`the queue ${queue.name} has no priorities`, "Declare it with lanes of the kind `priorities`.");
  }
  if (job.group !== undefined && queue.lanes?.kind !== "groups") {
    throw wants(`the queue ${queue.name} has no groups`, "Declare it with lanes of the kind `groups`.");
  }
  const lane = all.find(({ key }) => key === keyFor(queue.lanes, job));
  if (lane) return lane;
  throw wants(`${queue.name} has no level ${job.priority}`, `It has ${all.map(({ key }) => key).join(", ")}.`);
}

function keyFor(lanes: Lanes | undefined, { id, priority, group }: { readonly id: string } & LaneChoice): string {
  switch (lanes?.kind) {
    case undefined:
      return "";
    case "priorities":
      return priority ?? lanes.levels.at(-1) ?? "";
    case "groups":
      return String(partitionOf(group ?? id, lanes.partitions));
    default:
      return unreachable(lanes);
  }
}

/** The same in every process and version: a group must never change its partition while it has jobs. */
export function partitionOf(group: string, partitions: number): number {
  return hashKey(0, ["group", group]) % partitions;
}
