import { dirname, join, normalize } from "node:path";
import { read, sources } from "./repository.ts";

/** What the product consists of. */
export const files = new Set(sources.filter((file) => /^(engine|lab\/src|scenarios)\/.*\.tsx?$/.test(file)));

/** What a file imports of these, types included. */
export function importsOf(file: string): string[] {
  const paths = [...read(file).matchAll(/(?:\bfrom|\bimport\()\s*"(\.[^"?]+)/g)].map(([, path]) => path ?? "");
  return paths.map((path) => normalize(join(dirname(file), path))).filter((path) => files.has(path));
}

/** Groups of nodes that reach each other (Tarjan's algorithm), those of one node left out. */
export function cyclesIn(edges: ReadonlyMap<string, readonly string[]>): string[][] {
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
