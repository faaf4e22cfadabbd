import { z } from "zod";
import { idText, jsonScalar } from "../../actors/fields.ts";
import { checkSchema } from "../checks/registry.ts";
import { eventPatternSchema, expectationSchema, querySchema } from "./query.ts";

/** The steps of a lesson in which the learner does something: predicts, watches, tries. */
export const text = z.string().min(1);

const conditionSchema = z.strictObject({ query: querySchema, is: expectationSchema });
/** A list holds when each condition in it does. */
export const whenSchema = z.union([conditionSchema, z.array(conditionSchema).min(1)]);

export const predictionSchema = z.strictObject({
  question: text,
  choices: z
    .array(z.strictObject({ id: idText, text, when: whenSchema }))
    .min(2)
    .describe("The run decides: the choice whose `when` holds for the trace is the right one. Exactly one must hold."),
});

/** A moment at which the run pauses automatically, and what is said then. */
export const pauseSchema = z.strictObject({ at: eventPatternSchema, nth: z.int().min(1).default(1), says: text });

/** Settings of a run, as a learner makes them. */
const settings = {
  variant: idText.exactOptional().describe("Without it, the variant that the lesson begins with."),
  knobs: z.record(idText, jsonScalar).default({}).describe("Values of knobs, by their id."),
};

export const challengeSchema = z.strictObject({
  task: text.describe("What the learner's own run must show."),
  checks: z
    .array(z.strictObject({ says: text, check: checkSchema }))
    .min(1)
    .describe("The run on screen passes the challenge when all of these hold."),
  hints: z.array(text).min(1).max(4).describe("Shown one by one, the weakest first."),
  solution: z.strictObject({ ...settings, text }).describe("Settings that pass, and why. Shown last."),
  mistake: z
    .strictObject({ ...settings, text })
    .describe("Settings that look right and fail, and why. Shown to a learner who tries them."),
});

export const rememberSchema = z.array(text).length(3).describe("Three sentences to remember.");
export const readingSchema = z.array(z.strictObject({ title: text, url: z.url({ protocol: /^https$/ }) })).min(1);

export type Prediction = z.output<typeof predictionSchema>;
export type Challenge = z.output<typeof challengeSchema>;
export type When = z.output<typeof whenSchema>;
