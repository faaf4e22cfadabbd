import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { isOnPath, SUITES } from "../../broker/nats-server/acquire.ts";
import { errorText, NoBrokerError } from "../../kernel/errors.ts";
import {
  BUILD_FLAGS,
  buildFolder,
  type BuildFacts,
  type BuiltServer,
  findBuiltServer,
  SOURCE_FILES,
  SOURCE_FOLDER,
} from "./built-server.ts";
import { BUILD_FILES } from "../program.ts";
import { debianKit } from "./debian-kit.ts";
import { buildRemedy, goOfTheMachine, type Kit, type Licence, runGo } from "./kit.ts";
import { plainKit } from "./plain-kit.ts";

export type BuildOptions = {
  /** Gets lines for a person: about slow steps, and about candidates that were skipped. */
  readonly onNote?: ((note: string) => void) | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** The folder of apt's configuration. Default: /etc/apt. */
  readonly aptFolder?: string | undefined;
};

const SERVER = "github.com/nats-io/nats-server/v2";

/**
 * Compiles the server, unless the cache has it: with a Go of this machine, otherwise with Debian's. This takes about a minute
 * of one core and, with Debian's, a download of 90 MB.
 * @throws {NoBrokerError} when there is no Go, or the compilation fails; the message lists the attempts
 */
export async function buildServer(options: BuildOptions = {}): Promise<BuiltServer> {
  const { env = process.env, onNote = () => {}, aptFolder = "/etc/apt" } = options;
  const found = await findBuiltServer(env);
  if (found !== undefined) return found;
  const folder = await buildFolder(env);
  await mkdir(join(folder, ".."), { recursive: true });
  const reasons: string[] = [];
  for await (const attempt of attempts({ env, onNote, aptFolder }, reasons)) {
    const work = await mkdtemp(join(folder, "..", "building-"));
    try {
      const kit = await attempt(work);
      onNote(`compiling nats-server with ${kit.name}, which takes about a minute`);
      await compile(kit, work, onNote);
      return await moveIntoPlace(join(work, "out"), folder, env);
    } catch (thrown) {
      reasons.push(errorText(thrown));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  const tried = reasons.length === 0 ? "found no Go" : reasons.join("; ");
  throw new NoBrokerError(`nats-server could not be compiled to WebAssembly: ${tried}`, buildRemedy());
}

type Attempt = (work: string) => Promise<Kit>;

async function* attempts(
  { env, onNote, aptFolder }: Required<{ [key in keyof BuildOptions]: NonNullable<BuildOptions[key]> }>,
  reasons: string[],
): AsyncGenerator<Attempt> {
  const own = await goOfTheMachine(env, onNote);
  if (own !== undefined) {
    yield (work) => plainKit(own.go, own.version, work, env);
    onNote(`this failed: ${reasons.at(-1)}`);
  }
  for (const suite of (await isOnPath("apt-get", env)) ? SUITES : []) {
    onNote(`downloading Go and nats-server's source from Debian ${suite} (90 MB) into a temporary folder`);
    yield (work) => debianKit({ suite, work, aptFolder, env });
  }
}

async function compile(kit: Kit, work: string, onNote: (note: string) => void): Promise<void> {
  const source = join(work, "source");
  const out = join(work, "out");
  await mkdir(source);
  await mkdir(out);
  for (const name of SOURCE_FILES) await copyFile(join(SOURCE_FOLDER, name), join(source, name));
  await writeFile(join(source, "go.mod"), kit.goMod, { flag: "a" });
  const program = join(out, BUILD_FILES.program);
  const packages = (await runGo(kit, ["list", "-deps", "."], source)).trim().split("\n").length;
  const args = ["build", ...BUILD_FLAGS, "-o", program, "-v", "."];
  await runGo(kit, args, source, quarters(packages, onNote));
  onNote("compressing the program for pages");
  await writeFile(join(out, BUILD_FILES.compressed), await promisify(gzip)(await readFile(program), { level: 9 }));
  await copyFile(join(kit.goRoot, "lib/wasm/wasm_exec.js"), join(out, BUILD_FILES.script));
  await writeFile(join(out, BUILD_FILES.licences), licenceText(await kit.licences(source)));
  const facts: BuildFacts = {
    version: await serverVersion(kit, source),
    kit: kit.name,
    bytes: (await stat(program)).size,
    compressedBytes: (await stat(join(out, BUILD_FILES.compressed))).size,
  };
  // Written last, so that its existence proves a complete build.
  await writeFile(join(out, BUILD_FILES.facts), `${JSON.stringify(facts, null, 2)}\n`);
}

/** Reports the compiled packages in four steps. The last package is by far the largest. */
function quarters(packages: number, onNote: (note: string) => void): () => void {
  let done = 0;
  return () => {
    const before = Math.floor((4 * done) / packages);
    const now = Math.floor((4 * ++done) / packages);
    if (now > before) onNote(`compiled ${done} of ${packages} packages`);
  };
}

/** The server's version, from its source. */
async function serverVersion(kit: Kit, source: string): Promise<string> {
  const folder = (await runGo(kit, ["list", "-f", "{{.Dir}}", `${SERVER}/server`], source)).trim();
  const constants = await readFile(join(folder, "const.go"), "utf8");
  const version = /\bVERSION = "([^"]+)"/.exec(constants)?.[1];
  if (version === undefined) throw new Error("found no version in const.go of nats-server's source");
  return version;
}

function licenceText(licences: readonly Licence[]): string {
  const parts = licences.map(({ part, text }) => `${"=".repeat(80)}\n${part}\n${"=".repeat(80)}\n\n${text.trim()}\n`);
  return `Compiled into ${BUILD_FILES.program}, or used to compile it:\n\n${parts.join("\n")}`;
}

/** Moves the build into place atomically. Of concurrent builds, the first one wins and the others use its result. */
async function moveIntoPlace(out: string, folder: string, env: NodeJS.ProcessEnv): Promise<BuiltServer> {
  await rename(out, folder).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== "ENOTEMPTY" && thrown.code !== "EEXIST") throw thrown;
  });
  const built = await findBuiltServer(env);
  if (built === undefined) throw new Error(`${folder} is not a complete build; remove it and build again`);
  return built;
}
