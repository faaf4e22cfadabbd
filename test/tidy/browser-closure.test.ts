import { dirname, posix } from "node:path";
import { expect, test } from "vitest";
import { files, read } from "./repository.ts";

/** Everything that `entry` loads when it runs: files, and as leaves packages and Node's modules, each with its importer. */
function closureOf(entry: string): Map<string, string> {
  const importers = new Map([[entry, "nobody"]]);
  for (const file of importers.keys()) {
    if (!files.includes(file)) continue;
    for (const specifier of loadedBy(read(file))) {
      const target = specifier.startsWith(".") ? posix.normalize(`${dirname(file)}/${specifier}`) : specifier;
      if (!importers.has(target)) importers.set(target, file);
    }
  }
  return importers;
}

/** Specifiers of all imports but `import type`, which the compiler leaves out. */
function loadedBy(code: string): string[] {
  const statements = code.matchAll(/^(?:import|export)\s(?!type\s)[^;"]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm);
  return [...statements].map(([, from, bare]) => from ?? bare ?? "");
}

test("what is loaded is told from what is only a type", () => {
  const code = [
    'import type { A } from "./a.ts";',
    'import { type B } from "./b.ts";',
    'import {\n  C,\n  D,\n} from "./c.ts";',
    'export { E } from "./e.ts";',
    'export type { F } from "./f.ts";',
    'import "./g.css";',
    'const text = "h";',
  ].join("\n");
  expect(loadedBy(code)).toEqual(["./b.ts", "./c.ts", "./e.ts", "./g.css"]);
});

test("the engine's browser entry loads nothing that only Node has", () => {
  const loaded = closureOf("engine/browser.ts");
  expect(loaded.size, "engine/browser.ts loads something").toBeGreaterThan(1);
  const nodeOnly = [...loaded].filter(([target]) => /^node:|transport-node/.test(target));
  expect(nodeOnly, "[what, imported by]: hand it in, or move it to a file that only Node loads").toEqual([]);
});
