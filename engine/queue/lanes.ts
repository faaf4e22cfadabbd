import { BadInputError, unreachable } from "../kernel/errors.ts";
import { hashKey } from "../kernel/random.ts";
import { namesOf, type QueueConfig } from "./config.ts";

/**
 * How a queue is divided into lanes, each a subject and a consumer of its own. A queue without is one lane.
 *
 * `priorities`: one lane a level, the most urgent first. 'strict' serves a level only when those before it are empty, so
 * the low ones can starve; 'weighted' serves each by its share, and the others when one is empty.
 *
 * `groups`: strict order within a group, retries included, and different groups side by side. Groups are spread over
 * `partitions` by a hash of their names; each partition has one job in flight (the server's `max_ack_pending: 1`), so
 * there is no more than that at once, and two groups of one partition wait for each other.
 */
export type Lanes =
  | { readonly kind: "priorities"; readonly levels: readonly string[]; readonly order: "strict" }
  | {
      readonly kind: "priorities";
      readonly levels: readonly string[];
      readonly order: "weighted";
      /** As many as levels, whole numbers from 1. */
      readonly weights: readonly number[];
    }
  | { readonly kind: "groups"; readonly partitions: number };

export type Lane = {
  /** A level's name, or a partition's number; empty in a queue of one lane. */
  readonly key: string;
  readonly subject: string;
  readonly consumer: string;
};

/** What says which lane a job is for. */
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

/** @throws BadInputError for a level that the queue does not have, or a choice in a queue that has none to make. */
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

/** Where the division makes no sense. @throws BadInputError */
export function checkLanes({ name, lanes }: Divided): void {
  const fail = (what: string, remedy: string) => {
    throw new BadInputError(`the lanes of queue ${name}`, what, remedy);
  };
  if (lanes === undefined) return;
  if (lanes.kind === "groups") {
    if (Number.isInteger(lanes.partitions) && lanes.partitions >= 1 && lanes.partitions <= 256) return;
    return fail(`${lanes.partitions} is no number of partitions`, "Give a whole number from 1 to 256.");
  }
  const { levels } = lanes;
  if (levels.length === 0 || new Set(levels).size < levels.length || !levels.every((level) => /^[\w-]+$/.test(level))) {
    fail("levels must be different words of letters, digits and dashes", 'Give for example ["urgent", "normal"].');
  }
  if (lanes.order === "strict") return;
  if (
    lanes.weights.length !== levels.length ||
    !lanes.weights.every((weight) => Number.isInteger(weight) && weight >= 1)
  )
    fail("weights must be whole numbers from 1, one a level", "Give for example [6, 3, 1] for three levels.");
}
