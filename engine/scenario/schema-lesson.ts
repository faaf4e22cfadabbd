import { z } from "zod";
import { DAMAGE_KINDS as DAMAGES } from "../flow/order/damage.ts";
import { logChecks } from "./schema-log-checks.ts";
import { EVENT_TYPES } from "../trace/event-types.ts";
import { deskGroupsSchema, replayedSchema, trayKeptSchema } from "./schema-desk.ts";
import { idText, jsonScalar } from "./schema-parts.ts";

/** Questions over the trace (engine/trace/query.ts), claims, and a lesson's data, as a scenario file writes them. */
const eventType = z.enum(EVENT_TYPES);
const bounds = { atLeast: z.number().optional(), atMost: z.number().optional() };
const fieldTest = z.union([jsonScalar, z.strictObject(bounds)]);
export const eventPatternSchema = z.strictObject({
  type: z.union([eventType, z.array(eventType).min(1)]),
  where: z.record(z.string(), fieldTest).optional(),
});

export const querySchema = z.union([
  z.strictObject({ count: eventPatternSchema }),
  z.strictObject({ distinct: z.string(), of: eventPatternSchema }),
  z.strictObject({ sum: z.string(), of: eventPatternSchema }),
  z.strictObject({ max: z.string(), of: eventPatternSchema }),
  z.strictObject({ last: z.string(), of: eventPatternSchema }),
  z.strictObject({ descents: z.string(), of: eventPatternSchema }),
  z.strictObject({ mostPer: z.string(), of: eventPatternSchema }),
  z.strictObject({ elapsedMs: z.strictObject({ from: eventPatternSchema, to: eventPatternSchema }) }),
]);
const expectationSchema = z
  .strictObject({ equals: z.number().optional(), ...bounds })
  .refine((is) => Object.keys(is).length > 0, { error: "one of equals, atLeast, atMost" });

const checkSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("figure").describe("A query's answer is as expected."),
    query: querySchema,
    is: expectationSchema,
  }),
  z.strictObject({
    kind: z.literal("journey").describe("One job's events, in this order, with others between."),
    job: idText,
    steps: z.array(eventType).min(1),
  }),
  z.strictObject({
    kind: z.literal("queue-empty").describe("The broker says at the end that the queue's stream holds nothing."),
    queue: idText,
  }),
  z.strictObject({
    kind: z.literal("one-worker-each").describe("Each accepted job was delivered once, to one worker."),
    queue: idText,
  }),
  z.strictObject({
    kind: z.literal("limited-by").describe("Throughput was limited by busy workers, or by the producer's pace."),
    queue: idText,
    by: z.enum(["workers", "producer"]),
  }),
  z.strictObject({
    kind: z
      .literal("came-back")
      .describe(
        "A job held by a crashed worker was delivered again, not before its visibility timeout, and then done.",
      ),
    queue: idText,
  }),
  z.strictObject({
    kind: z.literal("ledger").describe("What the outside world did, against what was ordered."),
    actual: z.enum(["equals-expected", "exceeds-expected"]),
  }),
  z.strictObject({
    kind: z.literal("orders").describe("How the orders came out: what the business sees."),
    damaged: z
      .record(idText, z.array(z.enum(DAMAGES)).min(1))
      .describe("Orders that came out wrong, in these ways at least."),
    others: z.enum(["right", "any"]).default("right").describe("Must all other orders have come right?"),
  }),
  z.strictObject({
    kind: z
      .literal("group-order")
      .describe("In each group one job began after the other had ended, in the order in which they were stored."),
    queue: idText,
  }),
  z.strictObject({
    kind: z.literal("rate-kept").describe("In no stretch of time did more jobs begin than the queue's rate allows."),
    queue: idText,
  }),
  z.strictObject({
    kind: z
      .literal("dead-letters")
      .describe("Exactly these jobs are dead-lettered, each after maxAttempts deliveries; all others are done."),
    queue: idText,
    jobs: z.array(idText),
  }),
  ...logChecks,
  z.strictObject({
    kind: z
      .literal("dropped")
      .describe("A full queue with drop-oldest made room by deleting so many confirmed jobs at least, undone."),
    queue: idText,
    atLeast: z.int().min(1),
  }),
  trayKeptSchema,
  deskGroupsSchema,
  replayedSchema,
]);

export const claimSchema = z.strictObject({
  id: idText,
  says: z.string().describe("The claim as a sentence."),
  check: checkSchema,
  variants: z.array(idText).optional().describe("Only claimed of these variants."),
  within: z
    .record(z.string(), z.union([z.strictObject(bounds), z.array(jsonScalar).min(1)]))
    .optional()
    .describe("Knob settings for which it is claimed: bounds or a list; outside it is 'not applicable'."),
});

const figureSchema = z.strictObject({ query: querySchema, as: z.enum(["count", "ms", "money"]).default("count") });
const text = z.string().min(1);

export const lessonSchema = z.strictObject({
  situation: z.array(text).min(1),
  tryFirst: text.describe("The one suggested first click."),
  prediction: z.strictObject({
    question: text,
    choices: z
      .array(z.strictObject({ id: idText, text, when: z.strictObject({ query: querySchema, is: expectationSchema }) }))
      .min(2)
      .describe("The run decides: the first choice whose `when` holds of the trace is the right one."),
  }),
  decisive: z
    .strictObject({ at: eventPatternSchema, nth: z.int().min(1).default(1), says: text })
    .describe("The moment at which the run pauses by itself."),
  happened: z
    .array(
      z.strictObject({
        text: text.describe("With {name} where a figure stands."),
        figures: z.record(idText, figureSchema).default({}),
      }),
    )
    .min(1),
  why: z.array(text).min(1),
  next: z
    .union([
      z.strictObject({ knob: idText, value: jsonScalar, text }),
      z.strictObject({ variant: idText.describe("Of a flow, what changes is its design."), text }),
    ])
    .describe("One thing to change next: a knob, or another variant."),
});

export type Claim = z.output<typeof claimSchema>;
export type Check = Claim["check"];
export type Lesson = z.output<typeof lessonSchema>;
export type LessonFigure = z.output<typeof figureSchema>;
