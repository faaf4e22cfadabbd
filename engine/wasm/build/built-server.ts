import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../../broker/nats-server/acquire.ts";
import { BUILD_FILES } from "../program.ts";

/** A build in the cache. Its folder is written once and never changed. */
export type BuiltServer = BuildFacts & {
  readonly folder: string;
  readonly program: string;
  /** The program compressed with gzip, for pages. */
  readonly compressed: string;
  /** Go's script that runs the program. */
  readonly script: string;
  readonly licences: string;
};

export type BuildFacts = {
  /** The version of nats-server. */
  readonly version: string;
  /** The name of the kit that compiled it. */
  readonly kit: string;
  readonly bytes: number;
  readonly compressedBytes: number;
};

export const SOURCE_FOLDER = fileURLToPath(new URL("../server", import.meta.url));
export const SOURCE_FILES = ["go.mod", "main.go"];
export const BUILD_FLAGS = ["-trimpath", "-ldflags=-s -w"];

/** The folder for the build of these sources. Changed sources have another folder and need another build. */
export async function buildFolder(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([BUILD_FLAGS, BUILD_FILES]));
  for (const name of SOURCE_FILES) hash.update(await readFile(join(SOURCE_FOLDER, name)));
  return join(cacheFolder(env), `nats-server-wasm-${hash.digest("hex").slice(0, 12)}`);
}

/** The build of these sources; undefined if there is none. */
export async function findBuiltServer(env: NodeJS.ProcessEnv = process.env): Promise<BuiltServer | undefined> {
  const folder = await buildFolder(env);
  const facts = await readFile(join(folder, BUILD_FILES.facts), "utf8").catch(() => undefined);
  if (facts === undefined) return undefined;
  return {
    ...(JSON.parse(facts) as BuildFacts),
    folder,
    program: join(folder, BUILD_FILES.program),
    compressed: join(folder, BUILD_FILES.compressed),
    script: join(folder, BUILD_FILES.script),
    licences: join(folder, BUILD_FILES.licences),
  };
}
