import { z } from "zod";

/**
 * Endings that the engine gives to what it keeps beside a queue or a log, each with what a queue of that name would get
 * into the way of. `orders-dead` would be the stream of the dead letters of `orders`.
 */
const RESERVED_ENDINGS = {
  dead: "the dead letters",
  "dead-history": "the history of the dead letters",
  tokens: "the fencing tokens",
  log: "the log",
  released: "the ids that are free again",
  timers: "the timers",
} as const;

const ENDING = new RegExp(`^(.+)-(${Object.keys(RESERVED_ENDINGS).join("|")})$`, "i");

/** A refinement of any schema of a queue's name. */
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

/** What keeps the streams of several programs on one server apart. */
export const namespace = word.meta({
  description: "Letters, digits and dashes.",
  examples: ["shop"],
});

/** What a log, a reader or a store is called. */
export const plainName = word.meta({
  description: "Letters, digits and dashes.",
  examples: ["orders"],
});

/** What a queue is called: a part of subjects and of the names of streams. */
export const queueName = word.superRefine(refuseReserved).meta({
  description: "Letters, digits and dashes, without an ending that the engine uses itself.",
  examples: ["orders"],
});
