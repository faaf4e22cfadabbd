import { z } from "zod";

/** A chapter's small picture on the home page: a row of the canvas's shapes. */
const yes = z.literal(true).exactOptional();

const shape = z.strictObject({
  shape: z.enum(["requester", "tube", "worker", "coordinator", "orchestrator", "store", "dead-letters", "missing"]),
  is: z.enum(["dead", "paused"]).exactOptional(),
  full: yes.describe("For a tube: it is full."),
});
const token = z.strictObject({
  token: z.enum(["job", "event", "reply", "effect"]),
  of: z.string().describe("The job's name; its number is shown in the token."),
  attempt: z.int().min(0).exactOptional().describe("The delivery count, as pips below the token."),
  ring: z.number().min(0).max(1).exactOptional().describe("The remaining part of its visibility timeout."),
  held: yes,
  duplicate: yes,
  expired: yes,
  poison: yes,
});
const sign = z.strictObject({
  sign: z.enum(["hourglass", "clock", "question", "restart", "undo"]),
  tone: z.literal("doubt").exactOptional(),
});
const note = z.strictObject({ note: z.string().min(1).max(6).describe("A word on a sheet of paper.") });
const cells = z.strictObject({
  cells: z.int().min(1).max(6).describe("A row of a log."),
  read: z.int().min(0).describe("How many of them have been read."),
});
const single = z.union([shape, token, sign, note, cells]);
const several = z.array(single).min(1).max(3);

export const pictureSchema = z
  .array(
    z.union([
      single,
      z.strictObject({ column: several.describe("Below one another.") }),
      z.strictObject({ stack: several.describe("Below one another, overlapping.") }),
    ]),
  )
  .min(1)
  .max(5);

export type Picture = z.output<typeof pictureSchema>;
