import { expect, test } from "vitest";
import { z } from "zod";
import { kindsOf } from "../../../engine/actors/kinds-of.ts";

const red = { schema: z.strictObject({ kind: z.literal("red"), deep: z.boolean() }) };
const blue = { schema: z.strictObject({ kind: z.literal("blue"), depth: z.int() }) };

test("what a table's rows read is one type, told apart by its kind", () => {
  const schema = kindsOf({ red, blue });
  const colour: z.output<typeof schema> = schema.parse({ kind: "blue", depth: 3 });
  expect(colour.kind === "blue" ? colour.depth : null).toBe(3);
  expect(schema.safeParse({ kind: "red", depth: 3 }).success).toBe(false);
  expect(schema.safeParse({ kind: "green" }).success).toBe(false);
});

test("a row under a name that is not its schema's kind does not compile", () => {
  // @ts-expect-error: the row is called `crimson`, its kind is `red`
  kindsOf({ crimson: red, blue });
});
