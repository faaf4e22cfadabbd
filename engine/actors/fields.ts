import { z } from "zod";

/** The fields that the schemas of actors, handlers and scenarios are made of. */
const nameText = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, { error: "lower-case letters, digits and dashes, beginning with a letter" });
export const idText = nameText.max(64);
/** A job's name is composed of other names. */
export const jobText = nameText.max(200);
/** A day. */
export const longestMs = 86_400_000;
export const millis = z.int().min(0).max(longestMs);
export const positiveMs = millis.min(1);
/** Money: up to ten million euros each, so that the sum of all jobs of a run is exact. */
export const cents = z.int().min(0).max(1_000_000_000);
export const positive = z.int().min(1);
/** A fixed number, or [least, most], from which each use draws a number by its key. */
export const range = z.union([
  millis,
  z.tuple([millis, millis]).refine(([least, most]) => least <= most, { error: "[least, most] with least ≤ most" }),
]);
export const jsonScalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
