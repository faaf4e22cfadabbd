import { expect, test } from "vitest";
import { cyclesIn, files, importsOf } from "./import-cycles.ts";

/** A cycle of types costs nothing at run time, but a change to one of its files may reach all of them. */
const MOST_FILES = 5;

test("the search finds a cycle and nothing else", () => {
  const edges = new Map(Object.entries({ a: ["b"], b: ["c"], c: ["a", "d"], d: ["e"], e: [], f: ["f"] }));
  expect(cyclesIn(edges)).toEqual([["a", "b", "c"]]);
});

test(`no import cycle, those of types included, has more than ${MOST_FILES} files`, () => {
  const cycles = cyclesIn(new Map([...files].map((file) => [file, importsOf(file)])));
  const large = cycles.filter(({ length }) => length > MOST_FILES);
  expect(large, "move the types that all of them need into a file without imports").toEqual([]);
});
