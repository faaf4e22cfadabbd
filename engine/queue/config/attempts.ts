import { count } from "./numbers.ts";

/** A job is dead-lettered after this number of attempts; null: it is tried for ever. */
export const maxAttempts = count.nullable().meta({
  description: "A job is dead-lettered after this number of attempts; null: never.",
  examples: [5, null],
});
