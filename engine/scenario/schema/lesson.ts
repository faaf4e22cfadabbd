import { z } from "zod";
import { checkSchema } from "../checks/registry.ts";
import { idText, jsonScalar } from "../../actors/fields.ts";
import { pictureSchema } from "./picture.ts";
import {
  challengeSchema,
  pauseSchema,
  predictionSchema,
  readingSchema,
  rememberSchema,
  text,
  whenSchema,
} from "./lesson-steps.ts";
import { bounds, querySchema } from "./query.ts";

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
const secondPrediction = predictionSchema
  .exactOptional()
  .describe("A new prediction about the changed run. The run with only this change decides it.");

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
  prediction: predictionSchema,
  decisive: pauseSchema.describe("The decisive moment, at which the run pauses automatically."),
  segments: z
    .array(pauseSchema)
    .exactOptional()
    .describe("Other moments at which the run pauses automatically, so that it is watched in segments."),
  happened: z.array(saidSchema).min(1),
  why: z.array(saidSchema).min(1),
  next: z
    .union([
      z.strictObject({ knob: idText, value: jsonScalar, text, prediction: secondPrediction }),
      z.strictObject({
        variant: idText.describe("Of a flow, what changes is its design."),
        text,
        prediction: secondPrediction,
      }),
    ])
    .describe("One thing to change next: a knob, or another variant."),
  challenge: challengeSchema.exactOptional(),
  remember: rememberSchema.exactOptional(),
  reading: readingSchema.exactOptional().describe("Further reading."),
});

export type Claim = z.output<typeof claimSchema>;
export type Lesson = z.output<typeof lessonSchema>;
export type LessonFigure = z.output<typeof figureSchema>;
export type Said = z.output<typeof saidSchema>;
export type { Challenge, Prediction, When } from "./lesson-steps.ts";
