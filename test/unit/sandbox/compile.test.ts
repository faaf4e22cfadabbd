import { expect, test } from "vitest";
import { BadInputError } from "../../../engine/kernel/errors.ts";
import { compileHandlers } from "../../../engine/sandbox/load.ts";

const compiled = (text: string, file = "mine.ts") => compileHandlers({ file, text });

test("types vanish, and every line keeps its number", async () => {
  const text = [
    'import { UnrecoverableError, type HandlerJob } from "ackademy";',
    "enum Card { Old = 1 }",
    "interface Receipt {",
    "  readonly order: string;",
    "}",
    "export const charge = async (job: HandlerJob): Promise<Receipt> => {",
    '  if (Card.Old === 1) throw new UnrecoverableError("expired");',
    "  return { order: job.payload.order } satisfies Receipt;",
    "};",
    "export const rate = 3;",
  ].join("\n");
  const { names, code } = await compiled(text);
  expect(names).toEqual(["charge"]);
  expect(code.split("\n").findIndex((line) => line.includes("expired"))).toBe(6);
});

test("JavaScript is taken as it is", async () => {
  expect(await compiled("export function a() {}", "mine.mjs")).toMatchObject({ names: ["a"], file: "mine.mjs" });
  await expect(compiled("export function a(x: number) {}", "mine.js")).rejects.toThrow(
    /^mine\.js:1: is not TypeScript/,
  );
});

test.each([
  ["", "mine.ts: is empty, expected exported functions"],
  ["x".repeat(200_001), "mine.ts: has 200001 characters, expected at most 200000"],
  ["export function a( {", "mine.ts:1: is not TypeScript or JavaScript: "],
  ["\n\nexport function a(x: number { }", "mine.ts:3: is not TypeScript or JavaScript: "],
  ["let a = 1;\nlet a = 2;", "mine.ts:2: is not TypeScript or JavaScript: "],
  ["const a = 1;", "mine.ts: exports no function, expected at least one"],
  ["\nexport const a = missing;", "mine.ts:2: ReferenceError: 'missing' is not defined"],
  ["export function a() {}\n\nthrow new Error('not today');", "mine.ts:3: Error: not today"],
  [
    '\nimport { x } from "node:fs"; export const a = () => x;',
    'mine.ts:2: found an import of "node:fs", expected only "ackademy"',
  ],
  ['import { x } from "./other.ts"; export const a = () => x;', 'mine.ts:1: found an import of "other.ts"'],
  [
    'import { connect } from "ackademy"; export const a = connect;',
    "mine.ts:1: Could not find export 'connect' in module 'ackademy'",
  ],
  ["while (true) {}", "mine.ts: does not end: it was stopped after ten million steps"],
  ["await new Promise(() => {}); export function a() {}", "mine.ts: waits at its top for something that never comes"],
])("%j is refused", async (text, says) => {
  const reading = compiled(text);
  await expect(reading).rejects.toBeInstanceOf(BadInputError);
  await expect(reading).rejects.toThrow(says);
});

test.each(["mine", "mine.py", "mine.ts.txt"])("%s is no handlers file", async (file) => {
  await expect(compiled("export function a() {}", file)).rejects.toThrow(`${file}: is no handlers file`);
});
