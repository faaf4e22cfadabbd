import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions } from "esbuild";
import { PROGRAM } from "../../host/child-bundle.ts";
import { ownPlaces } from "./own-places.ts";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** In the package, a module of the engine has the place that it has in the repository, below the bundles. */
const inPackage = ownPlaces((path) => {
  const place = relative(ROOT, path).replaceAll("\\", "/").replace(/\.ts$/, ".js");
  return `new URL(${JSON.stringify(place)}, import.meta.url).href`;
});

const COMMON = {
  absWorkingDir: ROOT,
  sourcemap: true,
  target: "node20.19",
  logLevel: "warning",
} as const satisfies BuildOptions;

/** What npm installs beside the package. */
async function installedPackages(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    readonly dependencies: object;
    readonly peerDependencies: object;
  };
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
}

/**
 * What a program imports. All doors share their modules, so that an error class is one class. The dependencies stay outside.
 * Returns the paths of all inputs.
 */
export async function buildDoors(outdir: string): Promise<string[]> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: {
      index: "engine/index.ts",
      flow: "engine/package/flow.ts",
      scenario: "engine/package/scenario.ts",
      sim: "engine/package/sim.ts",
    },
    outdir,
    chunkNames: "shared-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    metafile: true,
    // What a user needs only for handlers in a scenario file is inside, in files of their own that load on demand.
    external: await installedPackages(),
    mainFields: ["module", "main"],
    plugins: [inPackage],
  });
  return Object.keys(metafile.inputs);
}

/** What runs as a program, with its dependencies. Without source maps, which would be half of the package. Returns its inputs. */
export async function buildPrograms(outdir: string): Promise<string[]> {
  const { metafile } = await build({
    ...COMMON,
    ...PROGRAM,
    sourcemap: false,
    // Names stay: errors are named after their classes.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    entryPoints: { bin: "engine/package/bin.ts", "engine/host/child-main": "engine/host/child-main.ts" },
    outdir,
    chunkNames: "program-[hash]",
    splitting: true,
    plugins: [inPackage],
    metafile: true,
  });
  return Object.keys(metafile.inputs);
}
