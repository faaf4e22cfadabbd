import { z } from "zod";

/**
 * Endings that the engine uses for what it stores beside a queue or a log, each with what it stores there. A queue called
 * `orders-dead` would collide with the dead-letter stream of `orders`.
 */
const RESERVED_ENDINGS = {
  dead: "the dead letters",
  "dead-history": "the history of the dead letters",
  tokens: "the fencing tokens",
  log: "the log",
  released: "the reusable message ids",
  timers: "the timers",
} as const;

const ENDING = new RegExp(`^(.+)-(${Object.keys(RESERVED_ENDINGS).join("|")})$`, "i");

/** A refinement for any schema of a queue's name. */
export function refuseReserved(name: string, ctx: z.RefinementCtx): void {
  const [, of, ending] = ENDING.exec(name) ?? [];
  if (of === undefined || ending === undefined) return;
  const kept = RESERVED_ENDINGS[ending.toLowerCase() as keyof typeof RESERVED_ENDINGS];
  const message = `another name: "-${ending}" is reserved for ${kept} of "${of}"`;
  ctx.addIssue({ code: "custom", message, input: name });
}

const LONGEST_NAME = 128;
const word = z
  .string()
  .regex(/^[\w-]+$/, { error: "letters, digits and dashes" })
  .max(LONGEST_NAME);

/** Separates the streams of several programs on one server. */
export const namespace = word.meta({
  description: "Letters, digits and dashes.",
  examples: ["shop"],
});

/** The name of a log, a reader or a store. */
export const plainName = word.meta({
  description: "Letters, digits and dashes.",
  examples: ["orders"],
});

/** The name of a queue: it becomes part of subjects and stream names. */
export const queueName = word.superRefine(refuseReserved).meta({
  description: "Letters, digits and dashes, without an ending that the engine reserves.",
  examples: ["orders"],
});
