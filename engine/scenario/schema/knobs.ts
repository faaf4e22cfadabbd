import { z } from "zod";
import { idText, jsonScalar, positive } from "../../actors/fields.ts";

const violatesSchema = z
  .array(z.string())
  .default([])
  .describe("Invariants whose violation is the point of this setting.");

export const knobSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("number"),
    id: idText,
    title: z.string(),
    meaning: z.string(),
    path: z.string(),
    min: z.int(),
    max: z.int(),
    step: positive.default(1),
    unit: z.string().default(""),
  }),
  z.strictObject({
    kind: z.literal("choice"),
    id: idText,
    title: z.string(),
    meaning: z.string(),
    path: z.string(),
    options: z.array(z.strictObject({ value: jsonScalar, title: z.string(), violates: violatesSchema })).min(2),
  }),
]);

export const variantSchema = z.strictObject({
  id: idText,
  title: z.string(),
  set: z
    .record(z.string(), z.json())
    .default({})
    .describe("Paths into the scenario, and their values in this variant."),
  violates: violatesSchema,
});

export type Knob = z.output<typeof knobSchema>;
export type Variant = z.output<typeof variantSchema>;
/** Values of knobs, by their id. */
export type KnobValues = { readonly [knob: string]: string | number | boolean | null };
