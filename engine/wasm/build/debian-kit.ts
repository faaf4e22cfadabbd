import { access, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fetchFromSuite } from "../../broker/nats-server/apt-fetch.ts";
import { goEnv, type Kit, type Licence, versionOf } from "./kit.ts";

/** Go, and the server's source with its dependencies. */
const PACKAGES = ["golang-go", "golang-github-nats-io-nats-server-dev"];
const SERVER = "github.com/nats-io/nats-server/v2";

export type DebianOptions = {
  readonly suite: string;
  /** An empty folder, which the caller removes. */
  readonly work: string;
  readonly aptFolder: string;
  readonly env: NodeJS.ProcessEnv;
};

/** A kit from the packages of one Debian suite, unpacked into `work`. Nothing is installed. */
export async function debianKit({ suite, work, aptFolder, env }: DebianOptions): Promise<Kit> {
  const root = await fetchFromSuite({ suite, packages: PACKAGES, withDependencies: true, work, aptFolder, env });
  const goRoot = await goRootIn(join(root, "usr/lib"));
  const go = join(goRoot, "bin/go");
  const version = await versionOf(go);
  if (version === undefined) throw new Error("the Go of the Debian package does not run here");
  return {
    name: `Go ${version} of Debian ${suite}`,
    go,
    goRoot,
    env: { ...goEnv(env, work), GOROOT: goRoot, GOPROXY: "off", GOSUMDB: "off", GOTOOLCHAIN: "local" },
    goMod: await replacements(join(root, "usr/share/gocode/src"), work),
    licences: () => copyrights(join(root, "usr/share/doc")),
  };
}

async function goRootIn(libraries: string): Promise<string> {
  for (const name of (await readdir(libraries)).toSorted()) {
    if (/^go-\d/.test(name) && (await exists(join(libraries, name, "bin/go")))) return join(libraries, name);
  }
  throw new Error("found no Go in the Debian packages");
}

/**
 * Lines of go.mod that replace every module, in any version, by the folder of its package, because the packages of one suite
 * are compatible. Debian omits modules that the server needs only on other platforms; an empty module replaces these.
 */
async function replacements(sources: string, work: string): Promise<string> {
  const places = new Map<string, string>();
  for (const goMod of await goModsIn(sources)) {
    const path = /^module\s+(\S+)/m.exec(await readFile(goMod, "utf8"))?.[1];
    if (path !== undefined) places.set(path, join(goMod, ".."));
  }
  const server = places.get(SERVER);
  if (server === undefined) throw new Error("found no source of nats-server in the Debian packages");
  for (const path of requiredBy(await readFile(join(server, "go.mod"), "utf8"))) {
    if (!places.has(path)) places.set(path, await makeModule(path, sources, work));
  }
  return [...places].map(([path, folder]) => `replace ${path} => ${JSON.stringify(folder)}\n`).join("");
}

/** The paths of a go.mod's `require` block. */
export function requiredBy(goMod: string): string[] {
  const blocks = [...goMod.matchAll(/^require\s*\(([^)]*)\)/gm)].map(([, block = ""]) => block);
  const lines = [...goMod.matchAll(/^require\s+([^(\s]\S*)/gm)].map(([, path = ""]) => path);
  const inBlocks = blocks.flatMap((block) =>
    [...block.matchAll(/^\s*([\w.-]+\/\S+)\s+v/gm)].map(([, path = ""]) => path),
  );
  return [...lines, ...inBlocks];
}

/** Adds a go.mod to a package that has none, or makes an empty module if there is no package. */
async function makeModule(path: string, sources: string, work: string): Promise<string> {
  const packaged = join(sources, path);
  const folder = (await exists(packaged)) ? packaged : join(work, "absent", path);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "go.mod"), `module ${path}\n`);
  return folder;
}

async function goModsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some(({ name }) => name === "go.mod")) return [join(folder, "go.mod")];
  const within = entries.filter((entry) => entry.isDirectory()).map(({ name }) => goModsIn(join(folder, name)));
  return (await Promise.all(within)).flat();
}

/** The licences of all packages, which Debian keeps apart from the sources. */
async function copyrights(docs: string): Promise<readonly Licence[]> {
  const all: Licence[] = [];
  for (const part of (await readdir(docs)).toSorted()) {
    const file = join(docs, part, "copyright");
    if (await exists(file)) all.push({ part, text: await readFile(file, "utf8") });
  }
  return all;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
