import { z } from "zod";
import { DeadCause } from "../../../queue/dead-letters/dead-cause.ts";
import { idText, jobText, jsonScalar, millis, positive, range } from "../../schema/fields.ts";

/** Who works at the desk for a queue's dead letters, step by step: engine/actors/kinds/desk.ts. */
const selectionSchema = z
  .strictObject({
    job: jobText.exactOptional(),
    cause: z.enum(DeadCause).exactOptional(),
    attempts: positive.exactOptional(),
    error: z.string().min(1).exactOptional().describe("Numbers in it do not count: one error for all orders."),
  })
  .describe("Letters that fit all of it; without it, all there are.");

const common = {
  of: selectionSchema.default({}),
  afterMs: range.default(1_000).describe("Done so long after the step before it."),
  letters: positive
    .exactOptional()
    .describe("And not before so many letters have come, counting those that are gone by now."),
  waitsMs: millis.default(15_000).describe("Nobody waits for letters longer than this."),
};

export const GROUP_KEYS = ["cause", "attempts", "error", "job"] as const;

const stepSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("list").describe("Looks, without consuming anything."), ...common }),
  z.strictObject({ do: z.literal("group"), by: z.enum(GROUP_KEYS).default("error"), ...common }),
  z.strictObject({
    do: z.literal("replay").describe("Makes them jobs of their queue again."),
    ...common,
    set: z
      .record(z.string().min(1), jsonScalar)
      .default({})
      .describe("Values by their paths into the payload, edited before it is sent; null leaves what stands there."),
  }),
  z.strictObject({
    do: z.literal("discard").describe("Deletes them for good, with a copy in the desk's history."),
    ...common,
    reason: z.string().regex(/\S/, { error: "a reason" }),
  }),
]);

export const deskSchema = z.strictObject({
  name: idText.describe("Who works there."),
  queue: idText.describe("Whose dead letters."),
  steps: z.array(stepSchema).min(1),
  restartAfterMs: millis
    .nullable()
    .default(3_000)
    .describe("Started again after a crash, it begins with the first step; null: never."),
});
