import { z } from "zod";
import type { DeepReadonly } from "./deep-readonly.ts";
import { count } from "./numbers.ts";

export const MOST_PARTITIONS = 256;

const level = z.string().regex(/^[\w-]{1,64}$/, { error: "a word of letters, digits and dashes" });
const levels = z
  .array(level)
  .min(1)
  .refine((all) => new Set(all).size === all.length, { error: "different words" })
  .describe("The most urgent first.");

/** How many groups at most are worked on side by side. */
export const partitions = count.max(MOST_PARTITIONS).meta({
  description: "As many groups at most are worked on side by side.",
  examples: [16],
});

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
export const lanes = z
  .discriminatedUnion("kind", [
    z.discriminatedUnion("order", [
      z.strictObject({ kind: z.literal("priorities"), levels, order: z.literal("strict") }),
      z
        .strictObject({
          kind: z.literal("priorities"),
          levels,
          order: z.literal("weighted"),
          weights: z.array(count).min(1).describe("Shares, one a level."),
        })
        .refine((weighted) => weighted.weights.length === weighted.levels.length, {
          path: ["weights"],
          error: "one a level",
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
