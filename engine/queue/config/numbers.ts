import { z } from "zod";

/** A century: longer than any wait, and the server can still represent it in nanoseconds. */
const MOST_MS = 100 * 365 * 86_400_000;

/** Whole milliseconds; 0 is allowed. */
export const wholeMs = z.int().min(0).max(MOST_MS);
/** Whole milliseconds, at least 1. */
export const someMs = z.int().min(1).max(MOST_MS);
/** A time, Unix milliseconds. */
export const unixMs = z.number().min(0).max(8_640_000_000_000_000);
/** A whole number, at least 1. */
export const count = z.int().min(1);

/** The value of `run.token` in a queue with `fencing`; 0 before the first. */
export const fencingToken = z
  .int()
  .min(0)
  .meta({ description: "Give `run.token`.", examples: [17] });
