import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/**
 * For bundles: a module of the engine finds the files beside it as if it had been loaded from its own place. `placeOf` returns
 * the JavaScript expression for the URL of a module, from its path.
 */
export function ownPlaces(placeOf: (path: string) => string): Plugin {
  return {
    name: "own-places",
    setup({ onLoad }) {
      onLoad({ filter: /\/engine\/.*\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        if (!source.includes("import.meta.url")) return undefined;
        return { loader: "ts", contents: source.replaceAll("import.meta.url", placeOf(path)) };
      });
    },
  };
}
