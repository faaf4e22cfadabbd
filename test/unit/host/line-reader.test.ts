import { expect, test } from "vitest";
import { lineReader } from "../../../engine/host/process-protocol.ts";

function linesFrom(chunks: readonly string[]): string[] {
  const lines: string[] = [];
  const read = lineReader((line) => lines.push(line));
  for (const chunk of chunks) read(chunk);
  return lines;
}

test("lines are whole wherever the pipe cuts them", () => {
  const text = '{"a":1}\n{"b":2}\n{"c":3}\n';
  const whole = ['{"a":1}', '{"b":2}', '{"c":3}'];
  expect(linesFrom([text])).toEqual(whole);
  expect(linesFrom(text.split(""))).toEqual(whole);
  for (let cut = 0; cut <= text.length; cut++) expect(linesFrom([text.slice(0, cut), text.slice(cut)])).toEqual(whole);
});

test("a line that was killed half-way is not given on", () => {
  expect(linesFrom(['{"a":1}\n{"b"'])).toEqual(['{"a":1}']);
});

test("empty lines are nothing", () => {
  expect(linesFrom(["\n\na\n\n"])).toEqual(["a"]);
});
