import { rename } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { TestProject } from "vitest/node";
import { PROGRAM } from "../../engine/host/child-bundle.ts";
import { ownPlaces } from "../../engine/package/build/own-places.ts";
import { CLI_BUNDLE, ROOT } from "../support/cli.ts";

const ownPlacesInRepository = ownPlaces((path) => JSON.stringify(pathToFileURL(path).href));

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
    ...PROGRAM,
    external: ["esbuild"],
    plugins: [ownPlacesInRepository],
    logLevel: "error",
  });
  await rename(fresh, CLI_BUNDLE);
}
