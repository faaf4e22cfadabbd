import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import { writeLicences } from "./licences.ts";
import { buildDoors, buildPrograms, ROOT } from "./bundles.ts";

/** `npm run build:package`: makes all files of the package in `build/`; `npm pack` runs it first. */
const BUILD = join(ROOT, "build");
const run = promisify(execFile);

/** A tool of ours, with this Node. */
function tool(script: string, ...args: readonly string[]): Promise<unknown> {
  return run(process.execPath, [join(ROOT, "node_modules", script), ...args], { cwd: ROOT });
}

async function buildDeclarations(): Promise<void> {
  await tool("typescript/bin/tsc", "-p", "engine/package");
  const folder = join(BUILD, "types");
  const files = await readdir(folder, { recursive: true });
  for (const file of files.filter((name) => name.endsWith(".d.ts"))) {
    const path = join(folder, file);
    const text = await readFile(path, "utf8");
    // The compiler leaves the names of sources, which the package does not have.
    await writeFile(path, text.replaceAll(/(from |import\()"(\.[^"]+)\.ts"/g, '$1"$2.js"'));
  }
}

/** The built page, and the program that serves it. */
async function buildLab(): Promise<void> {
  const page = ["--outDir", join(BUILD, "lab/page"), "--emptyOutDir"];
  await tool(
    "vite/bin/vite.js",
    "build",
    "--config",
    "lab/vite.config.ts",
    "--mode",
    "package",
    "--logLevel",
    "warn",
    ...page,
  );
  for (const name of ["start.mjs", "serve-page.mjs"]) await cp(join(ROOT, "lab", name), join(BUILD, "lab", name));
}

await rm(BUILD, { recursive: true, force: true });
const [doors, programs] = await Promise.all([buildDoors(BUILD), buildPrograms(BUILD), buildDeclarations(), buildLab()]);
await writeLicences(ROOT, [...doors, ...programs], join(BUILD, "third-party-licenses.md"));
// For a build of the real server that the repository has left in the user's cache.
await cp(join(ROOT, "engine/wasm/server"), join(BUILD, "engine/wasm/server"), { recursive: true });
