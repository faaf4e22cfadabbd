import { dirname } from "node:path";
import { parseSync } from "vite";
import { cyclesIn, files, importsOf } from "../tidy/import-cycles.ts";
import { linesIn, read, sources } from "../tidy/repository.ts";
import { FUNCTIONS, nodesOf } from "./count-code.ts";

/** The table of the code's size and shape in engine/ARCHITECTURE.md. */
export function codeTable(): string {
  const engine = sources.filter((file) => file.startsWith("engine/") && file.endsWith(".ts"));
  const tests = sources.filter((file) => /^test\/.*\.tsx?$/.test(file));
  const lengths = sources.map((file) => ({ name: file, size: linesIn(file) }));
  const cycles = cyclesIn(new Map([...files].map((file) => [file, importsOf(file)])));
  const folders = byFolder([...files]);
  const rows = [
    ["measure", "now", "aim"],
    ["---", "---", "---"],
    ["median file", `${median(lengths.map(({ size }) => size))} lines`, "at most 150"],
    ["longest file", named(longest(lengths), "lines"), "at most 400"],
    [
      "longest function",
      named(longest([...files].flatMap(functionsIn)), "lines"),
      "at most 70; 100 for a level of glue, 120 for a component",
    ],
    ["comments in the engine", `${Math.round(100 * commentShare(engine))} % of the text`, "20 to 30 %"],
    ["test code for each line of the engine", `${(total(tests) / total(engine)).toFixed(1)} lines`, "1.5 to 3"],
    [
      "largest import cycle, types included",
      `${Math.max(0, ...cycles.map(({ length }) => length))} files`,
      "at most 5",
    ],
    ["largest folder", named(longest(folders.map(([name, all]) => ({ name, size: all.length }))), "files"), ""],
    ["longest chain of imports in a folder", named(longest(folders.map(chainIn)), "files"), ""],
  ];
  return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

type Sized = { readonly name: string; readonly size: number };

function longest(all: readonly Sized[]): Sized {
  return all.reduce((most, one) => (one.size > most.size ? one : most), { name: "", size: 0 });
}

function named({ name, size }: Sized, unit: string): string {
  return `${size} ${unit} (\`${name}\`)`;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function total(all: readonly string[]): number {
  return all.reduce((sum, file) => sum + linesIn(file), 0);
}

function functionsIn(file: string): Sized[] {
  const text = read(file);
  const lineOf = (at: unknown) => text.slice(0, Number(at)).split("\n").length;
  return nodesOf(file)
    .filter(({ type }) => FUNCTIONS.has(type))
    .map(({ start, end }) => ({ name: `${file}:${lineOf(start)}`, size: lineOf(end) - lineOf(start) + 1 }));
}

/** Of all characters, runs of white space counted as one. */
function commentShare(all: readonly string[]): number {
  const count = (text: string) => text.replaceAll(/\s+/g, " ").length;
  const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);
  const comments = all.flatMap((file) => parseSync(file, read(file)).comments.map(({ value }) => count(value)));
  return sum(comments) / sum(all.map((file) => count(read(file))));
}

function byFolder(all: readonly string[]): [string, string[]][] {
  const folders = new Map<string, string[]>();
  for (const file of all) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file]);
  return [...folders];
}

/** The most files of one folder that import each other in a row. In a cycle, the import that closes it does not count. */
function chainIn([name, all]: readonly [string, readonly string[]]): Sized {
  const known = new Map<string, number>();
  const depth = (file: string, above: readonly string[]): number => {
    const done = known.get(file);
    if (done !== undefined) return done;
    const below = importsOf(file).filter((path) => all.includes(path) && path !== file && !above.includes(path));
    const deepest = 1 + Math.max(0, ...below.map((path) => depth(path, [...above, file])));
    known.set(file, deepest);
    return deepest;
  };
  return { name, size: Math.max(0, ...all.map((file) => depth(file, []))) };
}
