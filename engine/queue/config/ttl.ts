import { someMs } from "./numbers.ts";

/** How long a job may wait before it begins, milliseconds. */
export const ttlMs = someMs.meta({
  description: "Whole milliseconds in which the job begins, or never.",
  examples: [5_000],
});
