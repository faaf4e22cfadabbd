import { z } from "zod";
import type { DeepReadonly } from "./deep-readonly.ts";
import { count } from "./numbers.ts";

export const MOST_PARTITIONS = 256;

const level = z.string().regex(/^[\w-]{1,64}$/, { error: "a word of letters, digits and dashes" });
const levels = z
  .array(level)
  .min(1)
  .refine((all) => new Set(all).size === all.length, { error: "different words" })
  .describe("The priority levels, the most urgent first.");

/** The number of partitions: at most this number of groups is worked on in parallel. */
export const partitions = count.max(MOST_PARTITIONS).meta({
  description: "At most this number of groups is worked on in parallel.",
  examples: [16],
});

/**
 * Divides a queue into lanes, each with a subject and a consumer of its own. Without it, a queue has one lane.
 *
 * `priorities`: one lane per level, the most urgent first. 'strict' serves a level only when the more urgent ones are empty,
 * so low levels can starve. 'weighted' serves each level by its share, and the others when one is empty.
 *
 * `groups`: strict order within a group, retries included; different groups in parallel. A hash of its name assigns a group
 * to one of `partitions`. Each partition has one job in flight (the server's `max_ack_pending: 1`), which limits the
 * parallel work, and two groups of one partition wait for each other.
 */
export const lanes = z
  .discriminatedUnion("kind", [
    z.discriminatedUnion("order", [
      z.strictObject({ kind: z.literal("priorities"), levels, order: z.literal("strict") }),
      z
        .strictObject({
          kind: z.literal("priorities"),
          levels,
          order: z.literal("weighted"),
          weights: z.array(count).min(1).describe("One share per level."),
        })
        .refine((weighted) => weighted.weights.length === weighted.levels.length, {
          path: ["weights"],
          error: "one per level",
        }),
    ]),
    z.strictObject({ kind: z.literal("groups"), partitions }),
  ])
  .meta({
    description: "Priorities, or groups that keep their order.",
    examples: [
      { kind: "priorities", levels: ["urgent", "normal"], order: "strict" },
      { kind: "priorities", levels: ["urgent", "normal"], order: "weighted", weights: [3, 1] },
      { kind: "groups", partitions: 16 },
    ],
  });

/**
 * How a queue is divided: into priorities, or into groups whose jobs run one after the other.
 * @useDeclaredType
 */
export type Lanes = DeepReadonly<z.output<typeof lanes>>;
