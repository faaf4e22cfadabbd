import type * as esbuild from "esbuild";
import { existsSync, mkdtempSync } from "node:fs";
// Not by name: a bundle often begins with an import of `createRequire`, and would then declare it twice.
import nodeModule from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { guardFolder } from "../broker/nats-server/guarded-folder.ts";
import { NoBrokerError } from "../kernel/errors.ts";

/** What a bundle with its dependencies needs, in order to run in Node. */
export const PROGRAM = {
  bundle: true,
  platform: "node",
  format: "esm",
  // The NATS client is CommonJS and requires Node's built-in modules at run time.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.filename);',
  },
} as const;

/**
 * Returns the path of a JavaScript file with `child-main.ts` and all its imports. The installed package brings it. In the
 * repository it is built once per process and removed when the process ends, in any way. Loading it costs 60 ms of CPU; a
 * TypeScript loader would cost five times as much for every actor and every restart.
 * @throws NoBrokerError if a bundler has separated this module from it
 */
export function childBundle(): string {
  bundle ??= existing("child-main.js") ?? build();
  return bundle;
}

let bundle: string | null = null;

/** A file beside this module. */
function existing(name: string): string | null {
  const file = fileURLToPath(new URL(name, import.meta.url));
  return existsSync(file) ? file : null;
}

function build(): string {
  const source = existing("child-main.ts");
  if (source !== null) return bundleOf(source);
  throw new NoBrokerError(
    "the program of the actors is not where the engine expects it: child-main.js beside child-bundle.js",
    "If you bundle your program, keep ackademy external, so that it runs from node_modules.",
  );
}

function bundleOf(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), "ackademy-child-"));
  guardFolder(folder);
  const outfile = join(folder, "child.mjs");
  // Only development has esbuild.
  const load = nodeModule.createRequire(import.meta.url);
  const { buildSync } = load("esbuild") as Pick<typeof esbuild, "buildSync">;
  buildSync({ ...PROGRAM, entryPoints: [source], outfile });
  return outfile;
}
