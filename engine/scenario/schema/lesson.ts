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

const figureSchema = z.strictObject({ query: querySchema, as: z.enum(["count", "ms", "money"]).default("count") });
const text = z.string().min(1);

export const lessonSchema = z.strictObject({
  picture: pictureSchema
    .exactOptional()
    .describe("Its picture on the home page; by default it is made from the scenario."),
  situation: z.array(text).min(1),
  tryFirst: text.describe("The one suggested first click."),
  prediction: z.strictObject({
    question: text,
    choices: z
      .array(z.strictObject({ id: idText, text, when: z.strictObject({ query: querySchema, is: expectationSchema }) }))
      .min(2)
      .describe("The run decides: the first choice whose `when` holds for the trace is the right one."),
  }),
  decisive: z
    .strictObject({ at: eventPatternSchema, nth: z.int().min(1).default(1), says: text })
    .describe("The moment at which the run pauses automatically."),
  happened: z
    .array(
      z.strictObject({
        text: text.describe("With {name} where a figure is inserted."),
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
export type Lesson = z.output<typeof lessonSchema>;
export type LessonFigure = z.output<typeof figureSchema>;
