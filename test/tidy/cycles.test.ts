import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { read, sources } from "./repository.ts";

/** A cycle of types costs nothing at run time, but a change to one of its files may reach all of them. */
const MOST_FILES = 5;

const files = new Set(sources.filter((file) => /^(engine|lab\/src|scenarios)\/.*\.tsx?$/.test(file)));

function importsOf(file: string): string[] {
  const paths = [...read(file).matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"?]+)/g)].map(([, path]) => path ?? "");
  return paths.map((path) => normalize(join(dirname(file), path))).filter((path) => files.has(path));
}

/** Groups of nodes that reach each other (Tarjan's algorithm), those of one node left out. */
function cyclesIn(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const seen = new Map<string, { index: number; low: number; open: boolean }>();
  const path: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): number => {
    const here = { index: seen.size, low: seen.size, open: true };
    seen.set(node, here);
    path.push(node);
    for (const next of edges.get(node) ?? []) {
      const known = seen.get(next);
      if (known === undefined) here.low = Math.min(here.low, visit(next));
      else if (known.open) here.low = Math.min(here.low, known.index);
    }
    if (here.low === here.index) {
      const group = path.splice(path.indexOf(node));
      for (const one of group) (seen.get(one) ?? here).open = false;
      if (group.length > 1) cycles.push(group.sort());
    }
    return here.low;
  };
  for (const node of edges.keys()) if (!seen.has(node)) visit(node);
  return cycles;
}

test("the search finds a cycle and nothing else", () => {
  const edges = new Map(Object.entries({ a: ["b"], b: ["c"], c: ["a", "d"], d: ["e"], e: [], f: ["f"] }));
  expect(cyclesIn(edges)).toEqual([["a", "b", "c"]]);
});

test(`no import cycle, those of types included, has more than ${MOST_FILES} files`, () => {
  const cycles = cyclesIn(new Map([...files].map((file) => [file, importsOf(file)])));
  const large = cycles.filter(({ length }) => length > MOST_FILES);
  expect(large, "move the types that all of them need into a file without imports").toEqual([]);
});
