import { printable, printableJson } from "../kernel/printable.ts";

/** The stream that the command line prints to. */
export type Output = { readonly isTTY?: boolean; write(text: string): unknown };

/** A line, or a part of one, that may contain our colour codes. `paint` and `line` make it from printable text only. */
export class Line {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Builds a line from painted parts and from untrusted texts: line`${style("red", "error:")} ${message}`. */
export function line(texts: TemplateStringsArray, ...parts: readonly (Line | string | number)[]): Line {
  return new Line(texts.map((text, n) => text + textOf(parts[n] ?? "")).join(""));
}

/** Prints lines. A string is untrusted: its control characters are escaped, so it stays one line. */
export function printLines(output: Output, lines: readonly (Line | string)[]): void {
  output.write(`${lines.map(textOf).join("\n")}\n`);
}

export function printJson(output: Output, value: unknown, indent?: number): void {
  output.write(`${printableJson(value, indent)}\n`);
}

/** Prints `what` as JSON, or as lines for a person. */
export function printAs<T>({ json }: { readonly json: boolean }, what: T, lines: (what: T) => readonly string[]): void {
  if (json) printJson(process.stdout, what, 2);
  else printLines(process.stdout, lines(what));
}

function textOf(part: Line | string | number): string {
  return part instanceof Line ? part.text : printable(String(part));
}
