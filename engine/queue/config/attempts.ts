import { count } from "./numbers.ts";

/** A job is dead-lettered after this many attempts; null: it is tried for ever. */
export const maxAttempts = count.nullable().meta({
  description: "After this many attempts a job goes to the dead letters; null: never.",
  examples: [5, null],
});
