import { someMs } from "./numbers.ts";

/** Time to live: how long a job may wait before it begins, milliseconds. */
export const ttlMs = someMs.meta({
  description: "Time to live in whole milliseconds: a job that has not begun by then is never done.",
  examples: [5_000],
});
