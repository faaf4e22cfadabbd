import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { guardFolder } from "../broker/nats-server/guarded-folder.ts";

/**
 * Returns the path of a JavaScript file with `child-main.ts` and all its imports. It is built once per process and removed
 * when the process ends, in any way. Loading it costs 60 ms of CPU; a TypeScript loader would cost five times as much for
 * every actor and every restart.
 */
export function childBundle(): string {
  bundle ??= build();
  return bundle;
}

let bundle: string | null = null;

function build(): string {
  const folder = mkdtempSync(join(tmpdir(), "ackademy-child-"));
  guardFolder(folder);
  const outfile = join(folder, "child.mjs");
  buildSync({
    entryPoints: [fileURLToPath(new URL("./child-main.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    // The NATS client is CommonJS and requires Node's built-in modules at run time.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}
