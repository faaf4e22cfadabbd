import { z } from "zod";
import { checkSchema } from "../checks/registry.ts";
import { idText, jsonScalar } from "../../actors/fields.ts";
import { pictureSchema } from "./picture.ts";
import { bounds, eventPatternSchema, expectationSchema, querySchema } from "./query.ts";

/** Claims, and a lesson's data, as a scenario file writes them. */
export const claimSchema = z.strictObject({
  id: idText,
  says: z.string().describe("The claim as a sentence."),
  check: checkSchema,
  variants: z.array(idText).optional().describe("Claimed for these variants only."),
  within: z
    .record(z.string(), z.union([z.strictObject(bounds), z.array(jsonScalar).min(1)]))
    .optional()
    .describe("Knob values for which it is claimed: bounds or a list; for others it is 'not applicable'."),
});

const as = z.enum(["count", "ms", "money"]).default("count");
const figureSchema = z.union([
  z.strictObject({ query: querySchema, as }),
  z.strictObject({ setting: z.string().describe("A path to a number in the scenario, as a knob's."), as }),
]);
const text = z.string().min(1);

const conditionSchema = z.strictObject({ query: querySchema, is: expectationSchema });
/** A list holds when each condition in it does. */
const whenSchema = z.union([conditionSchema, z.array(conditionSchema).min(1)]);

/** A sentence about the run on screen. */
const saidSchema = z.union([
  text,
  z.strictObject({
    text: text.describe("With {name} where a figure stands."),
    figures: z.record(idText, figureSchema).default({}),
    when: whenSchema.exactOptional().describe("Said only of a run that meets this; without it, of every run."),
  }),
]);

export const lessonSchema = z.strictObject({
  picture: pictureSchema
    .exactOptional()
    .describe("Its picture on the home page; by default it is made from the scenario."),
  variant: idText.exactOptional().describe("The variant that the lesson begins with; without it, the first."),
  situation: z.array(saidSchema).min(1),
  tryFirst: text.describe("The one suggested first click."),
  prediction: z.strictObject({
    question: text,
    choices: z
      .array(z.strictObject({ id: idText, text, when: whenSchema }))
      .min(2)
      .describe(
        "The run decides: the choice whose `when` holds for the trace is the right one. Exactly one must hold.",
      ),
  }),
  decisive: z
    .strictObject({ at: eventPatternSchema, nth: z.int().min(1).default(1), says: text })
    .describe("The moment at which the run pauses automatically."),
  happened: z.array(saidSchema).min(1),
  why: z.array(saidSchema).min(1),
  next: z
    .union([
      z.strictObject({ knob: idText, value: jsonScalar, text }),
      z.strictObject({ variant: idText.describe("Of a flow, what changes is its design."), text }),
    ])
    .describe("One thing to change next: a knob, or another variant."),
});

export type Claim = z.output<typeof claimSchema>;
export type Lesson = z.output<typeof lessonSchema>;
export type LessonFigure = z.output<typeof figureSchema>;
export type Said = z.output<typeof saidSchema>;
export type When = z.output<typeof whenSchema>;
