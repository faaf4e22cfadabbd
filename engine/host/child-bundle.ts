import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { guardFolder } from "../broker/nats-server/guarded-folder.ts";

/**
 * `child-main.ts` with all that it imports in one JavaScript file, made once a process and gone with it, in whatever way it ends.
 * A process that loads it needs 60 ms of CPU; through a TypeScript loader it would be five times that, for every actor
 * and every restart, and a run's first second would go into starting up.
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
    // The NATS client is CommonJS and asks for Node's own modules at run time.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}
