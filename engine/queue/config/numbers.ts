import { z } from "zod";

/** A century: longer than anything waits, and still a number of nanoseconds that the server can hold. */
const MOST_MS = 100 * 365 * 86_400_000;

/** Whole milliseconds; 0 is allowed. */
export const wholeMs = z.int().min(0).max(MOST_MS);
/** Whole milliseconds, at least 1. */
export const someMs = z.int().min(1).max(MOST_MS);
/** A moment, Unix milliseconds. */
export const unixMs = z.number().min(0).max(8_640_000_000_000_000);
/** A whole number, at least 1. */
export const count = z.int().min(1);

/** What a run of a queue with `fencing` has as `run.token`; 0 before the first. */
export const fencingToken = z
  .int()
  .min(0)
  .meta({ description: "Give `run.token`.", examples: [17] });
