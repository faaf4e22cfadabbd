import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseSync } from "vite";

/** How much code a file is, with what it needs of its own folder: lines that do something, and ways through them. */
export type CodeCount = {
  /** Lines that are neither blank nor comment, and do not only write the log. */
  readonly lines: number;
  /** Ways through: one a function, and one more a branch (McCabe's count, summed over the functions). */
  readonly paths: number;
};

/** A node of a file's syntax tree. */
export type Node = { readonly type: string; readonly [key: string]: unknown };

const BRANCHES = new Set([
  "IfStatement",
  "ConditionalExpression",
  "LogicalExpression",
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "WhileStatement",
  "DoWhileStatement",
  "CatchClause",
]);
export const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

export function countCode(file: string, { alone = false } = {}): CodeCount {
  const counts = (alone ? [file] : closure(file)).map(countFile);
  return {
    lines: counts.reduce((sum, { lines }) => sum + lines, 0),
    paths: counts.reduce((sum, { paths }) => sum + paths, 0),
  };
}

/** The file and what it imports, other than types, from its own folder. */
function closure(file: string, seen: readonly string[] = []): string[] {
  if (seen.includes(file)) return [...seen];
  const imports = nodesOf(file).filter(({ type, importKind }) => type === "ImportDeclaration" && importKind !== "type");
  return imports
    .map(({ source }) => (source as { readonly value: string }).value)
    .filter((path) => path.startsWith("./"))
    .map((path) => join(dirname(file), path))
    .reduce((files, path) => closure(path, files), [...seen, file]);
}

function countFile(file: string): CodeCount {
  const code = readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const lines = code
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("//") && !/^turn\.log\.\w+\(.*\);$/.test(line));
  const nodes = nodesOf(file);
  const switches = nodes.filter(({ type, test }) => type === "SwitchCase" && test !== null).length;
  const branches = nodes.filter(({ type }) => BRANCHES.has(type)).length;
  const functions = nodes.filter(({ type }) => FUNCTIONS.has(type)).length;
  return { lines: lines.length, paths: functions + branches + switches };
}

export function nodesOf(file: string): Node[] {
  const { program, errors } = parseSync(file, readFileSync(file, "utf8"));
  if (errors.length > 0) throw new Error(`${relative(".", file)}: ${errors[0]?.message}`);
  return walk(program as unknown as Node);
}

function walk(node: Node): Node[] {
  const below = Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]));
  return [node, ...below.filter(isNode).flatMap(walk)];
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { readonly type?: unknown }).type === "string";
}
