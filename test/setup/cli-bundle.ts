import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { TestProject } from "vitest/node";
import { CLI_BUNDLE, ROOT } from "../support/cli.ts";

/** A module of ours finds the files beside it as if it had been loaded from its own place. */
const ownPlaces: Plugin = {
  name: "own-places",
  setup({ onLoad }) {
    onLoad({ filter: /\/engine\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      return { loader: "ts", contents: source.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)) };
    });
  },
};

/** Vitest calls this once before the tests of a project. In watch mode the bundle follows the sources. */
export default async function setUp(project: TestProject): Promise<void> {
  project.onTestsRerun(bundleCli);
  await bundleCli();
}

async function bundleCli(): Promise<void> {
  // Another run may be using the file: it is replaced in one step.
  const fresh = CLI_BUNDLE.replace(/\.mjs$/, `-${process.pid}.mjs`);
  await build({
    entryPoints: [join(ROOT, "engine/cli/main.ts")],
    outfile: fresh,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["esbuild"],
    plugins: [ownPlaces],
    logLevel: "error",
    // The NATS client is CommonJS and requires Node's built-in modules at run time.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  await rename(fresh, CLI_BUNDLE);
}
