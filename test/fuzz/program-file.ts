import { readFileSync } from "node:fs";
import { z } from "zod";
import { BadInputError, errorText } from "../../engine/kernel/errors.ts";
import { CLIENTS, type Program } from "./program.ts";

const id = z.int().positive();
const ms = z.int().nonnegative();
const order = z.strictObject({
  id,
  by: z.enum(CLIENTS),
  atMs: ms,
  call: z.looseObject({ do: z.string() }),
});
const reaction = z.strictObject({
  id,
  to: id,
  nth: id,
  afterMs: ms,
  how: z.strictObject({
    do: z.enum(["ack", "nak", "working", "term"]),
    delayMs: ms.optional(),
    confirmed: z.boolean().optional(),
  }),
});
const program = z.strictObject({ hopMs: z.int().positive(), lengthMs: ms, steps: z.array(z.union([order, reaction])) });

/** Throws `BadInputError` where the file is not there or holds no program. */
export function readProgram(file: string): Program {
  const read = program.safeParse(jsonOf(file));
  if (read.success) return read.data as unknown as Program;
  throw new BadInputError(file, z.prettifyError(read.error), "A program is as test/fuzz/program.ts has it.");
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (thrown) {
    throw new BadInputError(file, errorText(thrown), "Give the file of a program, as this command writes them.", {
      cause: thrown,
    });
  }
}

export function programJson(one: Program): string {
  const steps = one.steps.map((step) => `    ${JSON.stringify(step)}`).join(",\n");
  return `{\n  "hopMs": ${one.hopMs},\n  "lengthMs": ${one.lengthMs},\n  "steps": [\n${steps}\n  ]\n}\n`;
}
